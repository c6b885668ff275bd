package dev.patron.x402;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.payment.Demand;
import dev.patron.payment.ForeignText;
import dev.patron.payment.PaymentRequired;
import dev.patron.policy.Code;
import dev.patron.wire.StrictJson;
import dev.patron.wire.StrictJson.NotJsonException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the demand out of a 402 answer (x402 v2, HTTP transport).
 *
 * <p>The header {@code PAYMENT-REQUIRED} is the place for it. A body alone is read under the same checks, because the
 * public XGEN reference puts it there. Where both carry one they must say the same, or nobody can tell which the
 * seller will hold the buyer to.
 */
public final class Demands {
    /** The greatest demand that is read, encoded or not. */
    public static final int BYTES_MOST = 64 * 1024;

    static final String HEADER = "PAYMENT-REQUIRED";
    private static final int STATUS = 402;
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]+={0,2}");

    private Demands() {}

    /** Reads a 402 answer. */
    public static Demand read(HttpHeaders headers, byte[] body) {
        try {
            return new Demand.Demanded(required(headers.allValues(HEADER), body));
        } catch (RefusedException e) {
            return new Demand.Refused(e.code(), STATUS, e.detail());
        }
    }

    private static PaymentRequired required(List<String> values, byte[] body) throws RefusedException {
        if (values.size() > 1) {
            throw RefusedException.malformed("the answer has " + values.size() + " `" + HEADER + "` headers");
        }
        if (values.isEmpty()) {
            return RequiredReader.read(body, parsed(body, "body"));
        }
        byte[] demand = decoded(values.getFirst());
        StrictJson header = parsed(demand, "header");
        requireSame(header.root(), body);
        return RequiredReader.read(demand, header);
    }

    private static byte[] decoded(String value) throws RefusedException {
        if (value.length() > BYTES_MOST) {
            throw RefusedException.malformed("the `" + HEADER + "` header exceeds " + BYTES_MOST + " bytes");
        }
        if (!BASE64.matcher(value).matches()) {
            throw RefusedException.malformed("the `" + HEADER + "` header is not standard base64");
        }
        try {
            return Base64.getDecoder().decode(value);
        } catch (IllegalArgumentException _) {
            throw RefusedException.malformed("the `" + HEADER + "` header is not standard base64");
        }
    }

    private static StrictJson parsed(byte[] document, String place) throws RefusedException {
        try {
            return StrictJson.read(document, BYTES_MOST);
        } catch (NotJsonException e) {
            throw RefusedException.malformed("the demand in the " + place + " cannot be read: " + e.getMessage());
        }
    }

    /** A body that is no demand, such as the reference server's {@code {}}, agrees with every header. */
    private static void requireSame(JsonNode header, byte[] body) throws RefusedException {
        Optional<JsonNode> other = tree(body);
        boolean agrees =
                other.isPresent() ? !isDemand(other.get()) || other.get().equals(header) : !mentionsDemand(body);
        if (!agrees) {
            throw new RefusedException(
                    Code.AMBIGUOUS_CHALLENGE, "the `" + HEADER + "` header and the body make different demands");
        }
    }

    private static Optional<JsonNode> tree(byte[] body) {
        try {
            return Optional.of(StrictJson.read(body, BYTES_MOST).root());
        } catch (NotJsonException _) {
            return Optional.empty();
        }
    }

    private static boolean isDemand(JsonNode body) {
        return body.has("x402Version") || body.has("accepts");
    }

    private static boolean mentionsDemand(byte[] body) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        return text.contains("\"x402Version\"") || text.contains("\"accepts\"");
    }

    /** Says why a demand is refused. Caught in this package. */
    static final class RefusedException extends Exception {
        private final Code code;
        private final String detail;

        RefusedException(Code code, String detail) {
            super(detail);
            this.code = code;
            this.detail = detail;
        }

        static RefusedException malformed(String detail) {
            return new RefusedException(Code.MALFORMED_CHALLENGE, ForeignText.plain(detail));
        }

        Code code() {
            return code;
        }

        String detail() {
            return detail;
        }
    }
}
