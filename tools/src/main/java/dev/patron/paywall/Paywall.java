package dev.patron.paywall;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.patron.wire.ClientNetwork;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Demands payment of an invoice before a request is served, by {@code X-402-*} headers, and serves each invoice once.
 *
 * <p>An invoice is for one request: its method, address and body. A proof is checked by the {@link ProofCheck} for this very invoice, price,
 * payee and network. The handler's answer is held back until it is on disk, and then sent; the same request with the same proof
 * gets it again, and any other use of the proof is refused. An answer of 400 or above leaves the invoice unserved, so that the same
 * proof may be tried again. Safe for any number of threads; one process owns a folder.
 */
public final class Paywall extends Filter {
    private static final int STRIPES = 64;

    private final Till till;
    private final Pricing pricing;
    private final ProofCheck check;
    private final InstantSource clock;
    private final Invoices invoices;
    private final Served served;
    private final Refusals refusals;
    private final ReentrantLock[] locks = new ReentrantLock[STRIPES];

    /** What a request costs; empty where it is free. */
    @FunctionalInterface
    public interface Pricing {
        Optional<Price> of(String method, URI address);
    }

    /** Where a paywall remembers, and what it goes by. */
    public record Ground(Path folder, SecureRandom random, InstantSource clock) {}

    private Paywall(Till till, Pricing pricing, ProofCheck check, Ground ground) throws IOException {
        this.till = till;
        this.pricing = pricing;
        this.check = check;
        this.clock = ground.clock();
        this.invoices = Invoices.open(ground.folder(), till, ground.random(), ground.clock());
        this.served = Served.open(ground.folder().resolve("served"), till.bounds(), ground.clock());
        this.refusals = new Refusals(ground.clock());
        for (int i = 0; i < STRIPES; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /**
     * Opens a paywall over a folder, made if there is none.
     *
     * @throws IOException when the folder cannot be used
     */
    public static Paywall open(Till till, Pricing pricing, ProofCheck check, Ground ground) throws IOException {
        return new Paywall(till, pricing, check, ground);
    }

    @Override
    public String description() {
        return "demands payment of an invoice and serves it once";
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        Optional<Price> price = pricing.of(exchange.getRequestMethod(), exchange.getRequestURI());
        if (price.isEmpty()) {
            chain.doFilter(exchange);
            return;
        }
        int most = till.bounds().bodyBytes();
        byte[] body = exchange.getRequestBody().readNBytes(most + 1);
        if (body.length > most) {
            refuse(exchange, 413, "TOO_LARGE");
            return;
        }
        Asked asked = Asked.of(exchange, body);
        List<String> proofs = exchange.getRequestHeaders().getOrDefault(till.proofHeader(), List.of());
        if (proofs.isEmpty()) {
            demand(exchange, asked, price.get());
            return;
        }
        Optional<Token> token = proofs.size() == 1 ? Token.of(proofs.getFirst()) : Optional.empty();
        if (token.isEmpty()) {
            refuse(exchange, 403, "INVALID_PROOF");
            return;
        }
        String invoice = token.get().invoice();
        ReentrantLock lock = locks[Math.floorMod(invoice.hashCode(), STRIPES)];
        lock.lock();
        try {
            proven(new Shown(exchange, asked, invoice, proofs.getFirst()), chain);
        } finally {
            lock.unlock();
        }
    }

    /** A request with a proof, and the invoice that the proof names. */
    private record Shown(HttpExchange exchange, Asked asked, String invoice, String proof) {
        private String proofDigest() {
            return Asked.sha256(proof);
        }
    }

    private void demand(HttpExchange exchange, Asked asked, Price price) throws IOException {
        String id = invoices.issue(asked, price);
        Headers headers = exchange.getResponseHeaders();
        headers.set("X-402-Invoice-Id", id);
        headers.set("X-402-Amount", price.text());
        headers.set("X-402-Pay-To", till.payTo());
        headers.set("X-402-Network", till.network());
        till.currency().ifPresent(symbol -> headers.set("X-402-Currency", symbol));
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("error", "Payment Required")
                .put("invoiceId", id)
                .put("amount", price.text())
                .put("payTo", till.payTo())
                .put("network", till.network());
        if (!price.description().isEmpty()) {
            headers.set("X-402-Description", price.description());
            body.put("description", price.description());
        }
        send(exchange, 402, body);
    }

    private void proven(Shown shown, Chain chain) throws IOException {
        Optional<Served.Entry> before = served.find(shown.invoice());
        if (before.isPresent()) {
            boolean same = before.get().request().equals(shown.asked().digest())
                    && before.get().proof().equals(shown.proofDigest());
            if (same) {
                before.get().answer().send(shown.exchange());
            } else {
                refuse(shown.exchange(), 409, "ALREADY_SERVED");
            }
            return;
        }
        Optional<Invoices.Open> open = invoices.find(shown.invoice(), shown.asked());
        if (open.isEmpty()) {
            refuse(shown.exchange(), 403, "INVOICE_MISMATCH");
            return;
        }
        String client = ClientNetwork.of(shown.exchange().getRemoteAddress().getAddress());
        if (check.isMetered() && !refusals.begin(shown.invoice(), client)) {
            shown.exchange().getResponseHeaders().set("Retry-After", "60");
            refuse(shown.exchange(), 429, "RATE_LIMITED");
            return;
        }
        Bill bill = new Bill(shown.invoice(), open.get().amount(), till.payTo(), till.network());
        ProofCheck.Checked checked = check.check(shown.proof(), bill);
        if (check.isMetered() && !(checked instanceof ProofCheck.Checked.Refused)) {
            refusals.spare(shown.invoice(), client);
        }
        switch (checked) {
            case ProofCheck.Checked.Refused(String code) -> refuse(shown.exchange(), 403, code);
            case ProofCheck.Checked.Unknown _ -> later(shown.exchange(), "GATEWAY_UNREACHABLE");
            case ProofCheck.Checked.Paid(Optional<Instant> at) -> {
                if (at.orElseGet(clock::instant).isAfter(open.get().until())) {
                    refuse(shown.exchange(), 403, "INVOICE_EXPIRED");
                } else {
                    serve(shown, chain);
                }
            }
        }
    }

    private void serve(Shown shown, Chain chain) throws IOException {
        if (!served.hasRoom()) {
            later(shown.exchange(), "BUSY");
            return;
        }
        HeldExchange held = new HeldExchange(
                shown.exchange(), shown.asked().body(), till.bounds().answerBytes());
        chain.doFilter(held);
        if (!held.isAnswered() || held.isTooLarge()) {
            refuse(shown.exchange(), 500, "FAULT");
            return;
        }
        KeptAnswer answer = held.answer();
        if (answer.isService()) {
            served.keep(
                    shown.invoice(),
                    new Served.Entry(shown.asked().digest(), shown.proofDigest(), clock.instant(), answer));
        }
        answer.send(shown.exchange());
    }

    private static void later(HttpExchange exchange, String code) throws IOException {
        exchange.getResponseHeaders().set("Retry-After", "5");
        refuse(exchange, 503, code);
    }

    private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
        send(exchange, status, JsonNodeFactory.instance.objectNode().put("error", code));
    }

    private static void send(HttpExchange exchange, int status, ObjectNode body) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        new KeptAnswer(
                        status,
                        Map.of("Content-Type", List.of("application/json"), "Cache-Control", List.of("no-store")),
                        bytes)
                .send(exchange);
    }
}
