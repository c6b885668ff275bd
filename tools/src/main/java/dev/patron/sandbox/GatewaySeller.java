package dev.patron.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The same pictures and clips under {@code /gateway-seller}, for invoices that a gateway pays: demands are {@code X-402-*} headers, and a
 * request with a proof of payment is served once. The same request with the same proof is told of the same generation again.
 */
final class GatewaySeller {
    static final String BASE = "/gateway-seller";
    private static final int INVOICES_MAX = 10_000;
    private static final int TOKEN_DECIMALS = 6;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    private final SandboxLog log;
    private final Jobs jobs;
    private final Optional<GatewayCheck> check;
    private final Map<String, String> invoices = new LinkedHashMap<>();
    private long issued;

    GatewaySeller(SandboxLog log, SandboxSettings settings, Jobs jobs, Optional<GatewayPlace> place) {
        this.log = log;
        this.jobs = jobs;
        this.check = place.map(found -> new GatewayCheck(found, settings.clock()));
        for (JsonNode record : log.found()) {
            if (record.path("t").asText().equals("invoice")) {
                keep(record.path("id").asText(), record.path("order").asText());
            }
        }
    }

    Answer generate(Seller.Request request) {
        if (check.isEmpty()) {
            return Answer.error(404, "not_found", "no gateway is named; start with --gateway URL");
        }
        Order order;
        try {
            order = Order.read(request.kind(), request.body());
        } catch (IllegalArgumentException bad) {
            return Answer.error(400, "invalid_request", String.valueOf(bad.getMessage()));
        }
        return request.payment().isEmpty() ? demand(order) : proven(order, request.payment(), check.get());
    }

    static String amount(Kind kind) {
        return new BigDecimal(kind.price(), TOKEN_DECIMALS).stripTrailingZeros().toPlainString();
    }

    private static String digest(Order order) {
        return Words.keccak(order.toString());
    }

    private synchronized Answer demand(Order order) {
        issued++;
        String id =
                "inv_" + Words.keccak("invoice " + issued + " " + digest(order)).substring(2, 26);
        keep(id, digest(order));
        log.append(Json.object().put("t", "invoice").put("id", id).put("order", digest(order)));
        return Answer.json(402, Json.object().put("error", "payment_required").put("invoiceId", id))
                .with("X-402-Invoice-Id", id)
                .with("X-402-Amount", amount(order.kind()))
                .with("X-402-Currency", "MNEE")
                .with("X-402-Pay-To", Sandbox.GATEWAY_PAY_TO)
                .with("X-402-Network", "sandbox")
                .with("X-402-Description", order.kind().description());
    }

    private void keep(String id, String order) {
        invoices.put(id, order);
        issued = Math.max(issued, invoices.size());
        if (invoices.size() > INVOICES_MAX) {
            List<String> oldest = new ArrayList<>(invoices.keySet()).subList(0, invoices.size() - INVOICES_MAX);
            oldest.forEach(invoices::remove);
        }
    }

    private synchronized Optional<String> orderOf(String invoice) {
        return Optional.ofNullable(invoices.get(invoice));
    }

    private Answer proven(Order order, String proof, GatewayCheck gateway) {
        if (!TOKEN.matcher(proof).matches()) {
            return refused("INVALID_PROOF");
        }
        String invoice = GatewayCheck.claims(proof).path("invoiceId").asText();
        Optional<String> billed = orderOf(invoice);
        if (billed.isEmpty() || !billed.get().equals(digest(order))) {
            return refused("INVOICE_MISMATCH");
        }
        Optional<String> wrong =
                gateway.wrong(proof, new GatewayCheck.Bill(invoice, amount(order.kind()), Sandbox.GATEWAY_PAY_TO));
        if (wrong.isPresent()) {
            return refused(wrong.get());
        }
        return served(order, new Job.Claim(invoice, Words.keccak(proof)));
    }

    private synchronized Answer served(Order order, Job.Claim claim) {
        Optional<Job> known = jobs.claimed(claim.paymentId());
        if (known.isPresent() && !known.get().claim().equals(claim)) {
            return refused("ALREADY_SERVED");
        }
        String id = known.orElseGet(() -> jobs.create(order, claim)).id();
        return Answer.json(202, Json.object().put("id", id).put("status", "pending"));
    }

    private static Answer refused(String code) {
        int status = code.equals("GATEWAY_UNREACHABLE") ? 503 : 403;
        return Answer.error(status, code, "the proof does not pay for this request");
    }
}
