package dev.patron.paywall;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.wire.Decimals;
import dev.patron.wire.StrictJson;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A proof as a JSON web token (RFC 7519), taken apart and not believed.
 *
 * @param signed    what the signature is over
 * @param header    algorithm and key
 * @param claims    what it says
 * @param signature its bytes in base64url
 */
record Token(String signed, JsonNode header, JsonNode claims, String signature) {
    private static final Pattern FORM =
            Pattern.compile("[A-Za-z0-9_-]{1,1000}\\.[A-Za-z0-9_-]{1,6000}\\.[A-Za-z0-9_-]{1,1000}");
    private static final Pattern EVM = Pattern.compile("0x[0-9a-fA-F]{40}");
    private static final int PART_BYTES_MOST = 8 * 1024;

    static Optional<Token> of(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        String[] parts = text.split("\\.", -1);
        try {
            return Optional.of(new Token(parts[0] + "." + parts[1], json(parts[0]), json(parts[1]), parts[2]));
        } catch (IllegalArgumentException | StrictJson.NotJsonException e) {
            return Optional.empty();
        }
    }

    private static JsonNode json(String part) throws StrictJson.NotJsonException {
        return StrictJson.read(Base64.getUrlDecoder().decode(part), PART_BYTES_MOST)
                .root();
    }

    String invoice() {
        return claims.path("invoiceId").asText();
    }

    byte[] signedBytes() {
        return signed.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether a claim says something else than this. */
    boolean contradicts(String claim, String expected) {
        return claims.has(claim) && !says(claim, expected);
    }

    boolean says(String claim, String expected) {
        return expected.equals(claims.path(claim).textValue());
    }

    /** Whether it says who is paid: an EVM address is the same account in capitals and in small letters. */
    boolean names(String payee) {
        String said = claims.path("payTo").asText();
        return said.equals(payee) || (EVM.matcher(payee).matches() && said.equalsIgnoreCase(payee));
    }

    static boolean isAmount(JsonNode said, BigDecimal expected) {
        return Decimals.of(said)
                .filter(amount -> amount.compareTo(expected) == 0)
                .isPresent();
    }
}
