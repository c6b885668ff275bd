package dev.patron.http;

import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.invoice.Detail;
import dev.patron.invoice.PayAnswer;
import dev.patron.invoice.Published;
import dev.patron.invoice.QuoteAnswer;
import dev.patron.invoice.VerifyAnswer;
import dev.patron.policy.Code;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * A status and a body. The members and sentences are those of the reference; {@code detail} is ours.
 *
 * @param code       for the log: the code in the body, or {@code OK}
 * @param retryAfter seconds after which it makes sense to ask again
 */
record Reply(int status, String code, ObjectNode body, Optional<Long> retryAfter) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final long PENDING_SECONDS = 1;

    /** What a request was for: which member says that it failed, and which one why. */
    enum Route {
        QUOTE("allowed", "error"),
        PAY("success", "error"),
        VERIFY("verified", "errorCode"),
        OTHER("success", "error");

        private final String flag;
        private final String reason;

        Route(String flag, String reason) {
            this.flag = flag;
            this.reason = reason;
        }
    }

    private static Reply of(int status, String code, ObjectNode body) {
        return new Reply(status, code, body, Optional.empty());
    }

    /** A request that was not answered as asked. */
    static Reply failed(Route route, RequestException e, Optional<Long> retryAfter) {
        ObjectNode body = NODES.objectNode();
        body.put(route.flag, false);
        body.put(route.reason, e.code());
        body.put("message", e.sentence());
        return new Reply(e.status(), e.code(), body, retryAfter);
    }

    static Reply document(ObjectNode document) {
        return of(200, "OK", document);
    }

    /** A key that was revoked or has expired, where the reference has a word for it. */
    static Reply disabled() {
        return denied(
                Code.AGENT_DISABLED,
                new Detail(
                        "KEY_ENDED",
                        "the key was revoked or has expired",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    static Reply of(QuoteAnswer answer) throws RequestException {
        return switch (answer) {
            case QuoteAnswer.Allowed(String quoteId) -> {
                ObjectNode body = NODES.objectNode();
                body.put("allowed", true);
                body.put("quoteId", quoteId);
                yield of(200, "OK", body);
            }
            case QuoteAnswer.Denied(Code reason, Detail detail) -> denied(reason, detail);
            case QuoteAnswer.Conflict(String difference) ->
                throw new RequestException(
                        409, "INVOICE_CONFLICT", "this invoice was quoted with another `" + difference + "` before");
            case QuoteAnswer.Unusable(String field, String message) ->
                throw RequestException.invalid("`" + field + "` cannot be used: " + message);
        };
    }

    private static Reply denied(Code reason, Detail detail) {
        ObjectNode body = NODES.objectNode();
        body.put("allowed", false);
        body.put("reason", reason.name());
        body.put("message", sentence(reason));
        body.set("detail", detail(detail));
        return of(200, reason.name(), body);
    }

    static Reply of(PayAnswer answer) {
        ObjectNode body = NODES.objectNode();
        return switch (answer) {
            case PayAnswer.Paid paid -> {
                body.put("success", true);
                body.put("paymentId", paid.paymentId());
                body.put("invoiceId", paid.invoiceId());
                body.put("txHash", paid.txHash());
                body.put("proof", paid.proof());
                yield of(200, "OK", body);
            }
            case PayAnswer.Refused(Code code, Detail detail) -> {
                body.put("success", false);
                body.put("error", code.name());
                body.put("message", sentence(code));
                body.set("detail", detail(detail));
                yield of(status(code), code.name(), body);
            }
            case PayAnswer.Pending(String paymentId) -> {
                body.put("success", false);
                body.put("error", "PAYMENT_PENDING");
                body.put("message", "The fate of the payment is not known yet; ask again for the same quote");
                body.put("paymentId", paymentId);
                yield new Reply(202, "PAYMENT_PENDING", body, Optional.of(PENDING_SECONDS));
            }
        };
    }

    static Reply of(VerifyAnswer answer) {
        ObjectNode body = NODES.objectNode();
        return switch (answer) {
            case VerifyAnswer.Verified verified -> {
                body.put("verified", true);
                body.put("paymentId", verified.paymentId());
                body.set("amount", DecimalNode.valueOf(new BigDecimal(verified.amount())));
                body.put("paidAt", verified.paidAt().toEpochMilli());
                body.put("txHash", verified.txHash());
                yield of(200, "OK", body);
            }
            case VerifyAnswer.Refused(Code code, String message) -> {
                body.put("verified", false);
                body.put("errorCode", code.name());
                body.put("message", message);
                yield of(status(code), code.name(), body);
            }
        };
    }

    private static int status(Code code) {
        return switch (code) {
            case QUOTE_NOT_FOUND, PAYMENT_NOT_FOUND -> 404;
            case QUOTE_EXPIRED, INSUFFICIENT_BALANCE -> 409;
            case INVALID_PROOF, INVOICE_MISMATCH, PROOF_EXPIRED -> 400;
            default -> 500;
        };
    }

    private static String sentence(Code code) {
        return Published.message(code).orElse(code.meaning());
    }

    private static ObjectNode detail(Detail detail) {
        ObjectNode node = NODES.objectNode();
        node.put("code", detail.code());
        node.put("message", detail.message());
        detail.limit().ifPresent(limit -> node.put("limitUsd", limit));
        detail.remaining().ifPresent(remaining -> node.put("remainingUsd", remaining));
        detail.freesAt().ifPresent(freesAt -> node.put("freesAt", freesAt));
        return node;
    }
}
