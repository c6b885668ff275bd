package dev.patron.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.patron.payment.ForeignText;
import dev.patron.wire.Bounds;
import dev.patron.wire.Reply;
import dev.patron.wire.StrictJson;
import dev.patron.wire.Wire;
import dev.patron.wire.WireRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A gateway elsewhere, spoken to as its reference page prints it.
 *
 * <p>Answers are bounded, no redirect is followed, and the key goes to the gateway's own address only: it is in no order,
 * and it is taken out of whatever the gateway says. What the gateway says of money is a claim. Safe for use by many threads.
 */
public final class RemoteGateway {
    private static final int BODY_BYTES_MOST = 64 * 1024;
    private static final int HEADER_BYTES_MOST = 64 * 1024;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,200}");
    private static final Pattern TRANSACTION = Pattern.compile("(0x)?[0-9a-fA-F]{64}");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
    private static final String PENDING = "PAYMENT_PENDING";
    private static final Pattern PAYMENT = Pattern.compile("payment_[0-9a-f]{64}");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,4}");
    private static final long RETRY_SECONDS_MOST = 60;
    private static final int TOKEN_CHARS_MOST = 8_192;

    private final URI url;
    private final GatewayKey key;
    private final Wire wire;

    /** The caller closes {@code wire}. */
    public RemoteGateway(URI url, GatewayKey key, Wire wire) {
        this.url = url;
        this.key = key;
        this.wire = wire;
    }

    /** What became of asking for a quote. */
    sealed interface Quoted {
        record Allowed(String quoteId) implements Quoted {}

        /** Denied, or no answer that allows it. */
        record Refused(int status, String why) implements Quoted {}
    }

    /** What became of asking for payment: never evidence that nothing was paid. */
    sealed interface Paid {
        /**
         * The gateway says that it paid.
         *
         * @param transaction {@code 0x} and 64 lower-case hexadecimal digits
         * @param txHash      the same as the gateway writes it
         * @param proof       a token; empty where none was given that could be one
         */
        record Shown(int status, String transaction, String txHash, String proof) implements Paid {}

        /**
         * The gateway has taken the order, pays it once, and can be asked about it by asking again for the same quote: the answer that Patron's
         * own gives, member for member. What pays twice when it is asked twice has no such answer.
         *
         * @param retrySeconds how soon it wants to be asked again
         */
        record Promised(long retrySeconds, String why) implements Paid {}

        /** An answer that shows no payment. */
        record Other(int status, String why) implements Paid {}

        /** No whole answer. */
        record Lost(String why) implements Paid {}
    }

    URI payUrl() {
        return URI.create(url + "/pay");
    }

    Quoted quote(Invoice invoice, String providerUrl, Duration patience) {
        return switch (post(
                URI.create(url + "/quote"), invoice.question(providerUrl).toString(), patience)) {
            case Reply.Lost(var _, String detail) -> new Quoted.Refused(0, detail);
            case Reply.Received received -> {
                JsonNode body = json(received);
                String id = body.path("quoteId").asText();
                boolean allowed = received.status() == 200
                        && body.path("allowed").isBoolean()
                        && body.path("allowed").booleanValue();
                yield allowed && ID.matcher(id).matches() && !key.isIn(id)
                        ? new Quoted.Allowed(id)
                        : new Quoted.Refused(received.status(), words(received, body, "reason"));
            }
        };
    }

    /** The body that orders payment of a quote. */
    static String order(String quoteId) {
        return JsonNodeFactory.instance.objectNode().put("quoteId", quoteId).toString();
    }

    /**
     * Hands over an order.
     *
     * @param body      exactly what is sent
     * @param invoiceId what the answer must be about
     */
    Paid pay(URI address, String body, String invoiceId, Duration patience) {
        if (!address.equals(payUrl())) {
            return new Paid.Lost("the order is for another gateway than the one in the settings");
        }
        return switch (post(address, body, patience)) {
            case Reply.Lost(var _, String detail) -> new Paid.Lost(detail);
            case Reply.Received received -> {
                JsonNode answer = json(received);
                boolean success = received.status() == 200
                        && answer.path("success").isBoolean()
                        && answer.path("success").booleanValue();
                OptionalLong promised = promised(received, answer);
                if (promised.isPresent()) {
                    yield new Paid.Promised(promised.getAsLong(), words(received, answer, "error"));
                }
                if (!success) {
                    yield new Paid.Other(received.status(), words(received, answer, "error"));
                }
                yield shown(received.status(), answer, invoiceId);
            }
        };
    }

    private static OptionalLong promised(Reply.Received received, JsonNode answer) {
        String seconds = received.headers().firstValue("Retry-After").orElse("");
        boolean promised = received.status() == 202
                && answer.path("success").isBoolean()
                && !answer.path("success").booleanValue()
                && PENDING.equals(answer.path("error").textValue())
                && PAYMENT.matcher(answer.path("paymentId").asText()).matches()
                && SECONDS.matcher(seconds).matches();
        return promised
                ? OptionalLong.of(Math.clamp(Long.parseLong(seconds), 1, RETRY_SECONDS_MOST))
                : OptionalLong.empty();
    }

    private Paid shown(int status, JsonNode answer, String invoiceId) {
        if (!answer.path("invoiceId").asText().equals(invoiceId)) {
            return new Paid.Other(status, "the gateway says that it paid another invoice");
        }
        String txHash = answer.path("txHash").asText();
        if (!TRANSACTION.matcher(txHash).matches()) {
            return new Paid.Other(status, "the gateway says that it paid and names no transaction");
        }
        String digits = txHash.startsWith("0x") ? txHash.substring(2) : txHash;
        String proof = Optional.ofNullable(answer.path("proof").textValue())
                .filter(token -> token.length() <= TOKEN_CHARS_MOST
                        && TOKEN.matcher(token).matches()
                        && !key.isIn(token))
                .orElse("");
        return new Paid.Shown(status, "0x" + digits.toLowerCase(Locale.ROOT), txHash, proof);
    }

    private Reply post(URI address, String body, Duration patience) {
        List<Map.Entry<String, String>> headers =
                List.of(Map.entry("Content-Type", "application/json"), Map.entry("Authorization", key.bearer()));
        return wire.exchange(
                new WireRequest("POST", address, headers, body),
                new Bounds(patience, BODY_BYTES_MOST, HEADER_BYTES_MOST));
    }

    private static JsonNode json(Reply.Received received) {
        try {
            return StrictJson.read(received.body().bytes(), BODY_BYTES_MOST).root();
        } catch (StrictJson.NotJsonException e) {
            return MissingNode.getInstance();
        }
    }

    /** Its code and sentence, for people. */
    private String words(Reply.Received received, JsonNode body, String codeName) {
        String code = body.path(codeName).asText(body.path("error").asText());
        String said = code
                + (body.path("message").isTextual()
                        ? ": " + body.path("message").asText()
                        : "");
        return "the gateway answered " + received.status()
                + (said.isBlank() ? "" : ", " + ForeignText.plain(key.withoutIt(said)));
    }
}
