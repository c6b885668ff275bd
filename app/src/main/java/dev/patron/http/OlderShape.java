package dev.patron.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.http.Reply.Route;
import dev.patron.invoice.Gateway;
import dev.patron.invoice.Keyring;
import dev.patron.invoice.PayAnswer;
import dev.patron.invoice.ProviderHost;
import dev.patron.invoice.QuoteAnswer;
import dev.patron.invoice.QuoteRequest;
import dev.patron.ledger.ApiKey;
import dev.patron.ledger.ChainProof;
import dev.patron.ledger.InvoiceRecord;
import dev.patron.ledger.PaymentState;
import dev.patron.ledger.ProofRecord;
import dev.patron.policy.Code;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The bodies of the xFour clients that were shipped before the reference was published: the key in the body, an invoice as its headers, a
 * payment by its own id, no proof. Only what is said differs; quotes, payments and answers are the same.
 */
final class OlderShape {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String KEY = "apiKey";
    private static final int ID_CHARS_MOST = 200;
    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]{1,100}");
    private static final int EXPONENT_MOST = 40;
    private static final Pattern DECIMAL = Pattern.compile("(0|[1-9][0-9]{0,39})(\\.[0-9]{1,40})?");
    private static final long PENDING_SECONDS = 1;
    private static final Map<String, String> NETWORKS = Map.of(
            "sandbox", "sandbox",
            "mainnet", "mainnet",
            "ethereum", "mainnet",
            "mnee", "mainnet",
            "mnee-mainnet", "mainnet",
            "ethereum-mainnet", "mainnet");

    private final Gateway gateway;

    OlderShape(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Whether a body is of this shape. */
    static boolean is(JsonNode body) {
        return body.has(KEY);
    }

    /** The key that a body shows; empty text where it is none. */
    static String key(JsonNode body) {
        return body.path(KEY).asText("");
    }

    Reply answer(Route route, Keyring.Shown shown, JsonNode body) {
        try {
            return switch (route) {
                case QUOTE -> quote(body, shown);
                case PAY -> pay(body, working(shown, ApiKey.Holder.AGENT));
                case VERIFY -> verify(body, working(shown, ApiKey.Holder.PROVIDER));
                case OTHER -> throw new IllegalStateException("answered before");
            };
        } catch (RequestException e) {
            return plain(e.status(), e.code(), e.sentence());
        }
    }

    private static Optional<ApiKey> working(Keyring.Shown shown, ApiKey.Holder holder) {
        return shown instanceof Keyring.Shown.Working(ApiKey key) && key.holder() == holder
                ? Optional.of(key)
                : Optional.empty();
    }

    private static Reply plain(int status, String code, String error) {
        return reply(status, code, NODES.objectNode().put("error", error));
    }

    private static Reply reply(int status, String code, ObjectNode body) {
        return new Reply(status, code, body, Optional.empty());
    }

    private static RequestException bad(String error) {
        return RequestException.invalid(error);
    }

    // --- quote

    private Reply quote(JsonNode body, Keyring.Shown shown) throws RequestException {
        mustBeText(body, KEY);
        String url = text(body, "requestUrl");
        JsonNode headers = body.path("invoiceHeaders");
        if (!headers.isObject()) {
            throw bad("Missing or invalid invoiceHeaders");
        }
        Optional<ApiKey> key = working(shown, ApiKey.Holder.AGENT);
        if (key.isEmpty()) {
            boolean ended = shown instanceof Keyring.Shown.Ended;
            return plain(401, "INVALID_API_KEY", ended ? "API key is disabled" : "Invalid API key");
        }
        QuoteRequest request = request(url, headers);
        return switch (gateway.quote(key.get().subject(), request)) {
            case QuoteAnswer.Allowed(String quoteId) -> {
                ObjectNode allowed = NODES.objectNode().put("status", "allowed");
                allowed.put("paymentId", Gateway.paymentId(quoteId).orElseThrow());
                allowed.put("invoiceId", request.invoiceId());
                allowed.set("amount", DecimalNode.valueOf(request.amount()));
                yield reply(200, "OK", allowed.put("network", request.network()));
            }
            case QuoteAnswer.Denied(Code reason, var _) ->
                reply(
                        403,
                        reason.name(),
                        NODES.objectNode()
                                .put("status", "denied")
                                .put("reason", reason(reason))
                                .put("invoiceId", request.invoiceId()));
            case QuoteAnswer.Conflict(String difference) ->
                plain(409, "INVOICE_CONFLICT", "Invoice was quoted with another " + difference + " before");
            case QuoteAnswer.Unusable _ -> plain(400, "INVALID_REQUEST", "Invalid or incomplete x402 invoice headers");
        };
    }

    private QuoteRequest request(String url, JsonNode headers) throws RequestException {
        String invoice = header(headers, "X-402-Invoice-Id");
        String amount = header(headers, "X-402-Amount");
        String currency = header(headers, "X-402-Currency");
        String asked = header(headers, "X-402-Network");
        String payTo = header(headers, "X-402-Pay-To");
        if (!DECIMAL.matcher(amount).matches()) {
            throw bad("Invalid or incomplete x402 invoice headers");
        }
        String network = NETWORKS.get(asked.toLowerCase(Locale.ROOT));
        if (network == null) {
            throw bad("Unsupported network: " + asked + ". Use mainnet or sandbox.");
        }
        String symbol = gateway.symbol(network).orElse("MNEE");
        if (!symbol.equalsIgnoreCase(currency)) {
            throw bad("Unsupported currency: " + currency + ". Only " + symbol + " is supported.");
        }
        ProviderHost host = ProviderHost.of(url).orElseThrow(() -> bad("Invalid requestUrl - could not extract host"));
        return new QuoteRequest(invoice, new BigDecimal(amount), payTo, network, "", host);
    }

    /** One of the headers, which are looked for under their one spelling; an amount may be a number. */
    private static String header(JsonNode headers, String name) throws RequestException {
        JsonNode value = headers.path(name);
        String text = value.isNumber() ? plain(value.decimalValue()) : value.asText("");
        if (!VISIBLE.matcher(text).matches()) {
            throw bad("Invalid or incomplete x402 invoice headers");
        }
        return text;
    }

    /** Written out, unless it would take more digits than any amount has. */
    private static String plain(BigDecimal number) {
        return Math.abs((long) number.scale()) <= EXPONENT_MOST ? number.toPlainString() : "";
    }

    /** The reason in the words that these clients know. */
    private static String reason(Code reason) {
        return switch (reason) {
            case AGENT_DAILY_LIMIT -> "AGENT_DAILY_LIMIT_EXCEEDED";
            case AGENT_REQUEST_LIMIT -> "AGENT_MAX_REQUEST_EXCEEDED";
            case PROVIDER_NOT_ALLOWED -> "AGENT_PROVIDER_NOT_ALLOWED";
            case AGENT_DISABLED -> "AGENT_POLICY_INACTIVE";
            default -> reason.name();
        };
    }

    // --- pay

    private Reply pay(JsonNode body, Optional<ApiKey> key) throws RequestException {
        mustBeText(body, KEY);
        String payment = text(body, "paymentId");
        if (key.isEmpty()) {
            return failed(401, "INVALID_API_KEY", "the key is unknown, expired or revoked");
        }
        Optional<InvoiceRecord> invoice = gateway.invoice(key.get().subject(), payment);
        return invoice.map(this::pay)
                .orElseGet(() -> failed(404, "PAYMENT_NOT_FOUND", "no payment of this agent has this id"));
    }

    private Reply pay(InvoiceRecord invoice) {
        return switch (gateway.pay(invoice)) {
            case PayAnswer.Paid paid -> {
                ObjectNode ok = NODES.objectNode().put("status", "ok");
                ok.put("paymentId", paid.paymentId()).put("invoiceId", paid.invoiceId());
                ok.set("amount", amount(invoice));
                ok.put("workspaceId", gateway.workspace())
                        .put("payTo", invoice.payTo())
                        .put("network", invoice.network());
                ok.put("treasuryAddress", invoice.intent().authorizer().text()).put("txHash", paid.txHash());
                yield reply(200, "OK", ok);
            }
            case PayAnswer.Pending _ -> {
                Reply pending = failed(
                        403,
                        "PAYMENT_NOT_ALLOWED",
                        "the fate of the payment is not known yet; ask again for the same payment");
                yield new Reply(pending.status(), "PAYMENT_PENDING", pending.body(), Optional.of(PENDING_SECONDS));
            }
            case PayAnswer.Refused(Code code, var detail) ->
                switch (code) {
                    case QUOTE_NOT_FOUND -> failed(404, "PAYMENT_NOT_FOUND", detail.message());
                    case QUOTE_EXPIRED -> failed(403, "PAYMENT_NOT_ALLOWED", detail.message());
                    case WALLET_ERROR -> failed(400, "NO_TREASURY", detail.message());
                    default -> failed(500, "PAYMENT_FAILED", detail.message());
                };
        };
    }

    private static Reply failed(int status, String code, String message) {
        return reply(
                status,
                code,
                NODES.objectNode().put("status", "error").put("code", code).put("message", message));
    }

    private static DecimalNode amount(InvoiceRecord invoice) {
        return DecimalNode.valueOf(new BigDecimal(
                        invoice.amount().units(), invoice.amount().asset().decimals())
                .stripTrailingZeros());
    }

    // --- verify

    private Reply verify(JsonNode body, Optional<ApiKey> key) {
        if (!isText(body, KEY)) {
            return unverified(400, "INVALID_API_KEY", "Missing or invalid apiKey");
        }
        if (!isText(body, "invoiceId")) {
            return unverified(400, "INVALID_REQUEST", "Missing or invalid invoiceId");
        }
        if (key.isEmpty()) {
            return unverified(401, "INVALID_API_KEY", "Invalid API key");
        }
        Optional<InvoiceRecord> found =
                gateway.look(key.get(), body.path("invoiceId").textValue());
        if (found.isEmpty()) {
            return unverified(404, "PAYMENT_NOT_FOUND", "Payment not found");
        }
        InvoiceRecord invoice = found.get();
        PaymentState state = invoice.intent().payment();
        if (state != PaymentState.SETTLED) {
            return unverified(400, "PAYMENT_NOT_SETTLED", "Payment status is " + status(state) + ", not settled");
        }
        ChainProof moved = invoice.proof().map(ProofRecord::proof).orElseThrow();
        ObjectNode verified = NODES.objectNode().put("verified", true);
        verified.put("paymentId", Gateway.paymentId(invoice));
        verified.set("amount", amount(invoice));
        verified.put("paidAt", moved.blockTime().toEpochMilli()).put("txHash", moved.transaction());
        return reply(200, "OK", verified);
    }

    private static Reply unverified(int status, String code, String error) {
        return reply(
                status,
                code,
                NODES.objectNode().put("verified", false).put("error", error).put("code", code));
    }

    private static String status(PaymentState state) {
        return switch (state) {
            case RESERVED -> "allowed";
            case AUTHORIZED, UNKNOWN -> "pending";
            case SETTLED -> "settled";
            case EXPIRED, CANCELLED -> "failed";
            case INTENT, QUOTED, DENIED, REFERRED, ABANDONED, UNCHARGED, VOIDED -> "denied";
        };
    }

    // --- members

    private static boolean isText(JsonNode body, String name) {
        JsonNode value = body.path(name);
        return value.isTextual()
                && !value.textValue().isEmpty()
                && value.textValue().length() <= ID_CHARS_MOST;
    }

    private static void mustBeText(JsonNode body, String name) throws RequestException {
        if (!isText(body, name)) {
            throw bad("Missing or invalid " + name);
        }
    }

    private static String text(JsonNode body, String name) throws RequestException {
        JsonNode value = body.path(name);
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw bad("Missing or invalid " + name);
        }
        return value.textValue();
    }
}
