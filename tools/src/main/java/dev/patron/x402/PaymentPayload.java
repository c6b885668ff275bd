package dev.patron.x402;

import dev.patron.payment.Authorization;
import dev.patron.payment.PaymentRequired;
import dev.patron.payment.PaymentRequirements;
import dev.patron.wire.StrictJson;
import dev.patron.wire.StrictJson.NotJsonException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Composes a {@code PaymentPayload} (x402 v2 specification): the value of the request header
 * {@code PAYMENT-SIGNATURE}.
 *
 * <p>What the seller sent is echoed as received, byte for byte. Of its extensions only {@code payment-identifier} is
 * echoed, and only where it was advertised.
 */
public final class PaymentPayload {
    /** The request header that carries it. */
    public static final String HEADER = "PAYMENT-SIGNATURE";

    private static final String IDENTIFIER = "payment-identifier";
    private static final Pattern PAYMENT_ID = Pattern.compile("[A-Za-z0-9_-]{16,128}");

    private PaymentPayload() {}

    /**
     * The header's value: one line of standard base64.
     *
     * @param paymentId 16 to 128 of {@code [A-Za-z0-9_-]}
     * @throws IllegalArgumentException when {@code paymentId} is something else
     */
    public static String header(
            PaymentRequired required, PaymentRequirements chosen, Authorization.Signed signed, String paymentId) {
        return Base64.getEncoder()
                .encodeToString(json(required, chosen, signed, paymentId).getBytes(StandardCharsets.UTF_8));
    }

    static String json(
            PaymentRequired required, PaymentRequirements chosen, Authorization.Signed signed, String paymentId) {
        if (!PAYMENT_ID.matcher(paymentId).matches()) {
            throw new IllegalArgumentException("a payment id has 16 to 128 of `[A-Za-z0-9_-]`");
        }
        String extensions = identifier(required, paymentId)
                .map(extension -> ",\"extensions\":{\"" + IDENTIFIER + "\":" + extension + "}")
                .orElse("");
        return "{\"x402Version\":2,\"resource\":" + required.resourceRaw()
                + ",\"accepted\":" + chosen.raw()
                + ",\"payload\":{\"signature\":" + StrictJson.quoted(signed.signature())
                + ",\"authorization\":" + authorization(signed.authorization())
                + "}" + extensions + "}";
    }

    private static String authorization(Authorization.Eip3009 authorization) {
        return "{\"from\":\"" + authorization.from()
                + "\",\"to\":\"" + authorization.to()
                + "\",\"value\":\"" + authorization.amount().units()
                + "\",\"validAfter\":\"0\",\"validBefore\":\""
                + authorization.validBefore().getEpochSecond()
                + "\",\"nonce\":" + StrictJson.quoted(authorization.nonce()) + "}";
    }

    /** The advertised extension with our id; absent where it already names one or has no {@code info} to put it in. */
    private static Optional<String> identifier(PaymentRequired required, String paymentId) {
        String advertised = required.extensions().get(IDENTIFIER);
        if (advertised == null) {
            return Optional.empty();
        }
        try {
            StrictJson extension = StrictJson.read(advertised.getBytes(StandardCharsets.UTF_8), Demands.BYTES_MOST);
            return extension.root().path("info").has("id")
                    ? Optional.empty()
                    : extension.withMember("/info", "\"id\":" + StrictJson.quoted(paymentId));
        } catch (NotJsonException _) {
            return Optional.empty();
        }
    }
}
