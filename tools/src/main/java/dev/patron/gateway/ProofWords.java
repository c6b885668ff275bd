package dev.patron.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.wire.StrictJson;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a proof says, held against the order that it is for. Its signature is for the provider to check: a buyer cannot, where
 * it is a shared secret's.
 */
final class ProofWords {
    private static final int CLAIM_BYTES_MOST = 8 * 1024;
    private static final Duration APART_MOST = Duration.ofMinutes(5);
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,18})?");

    private final JsonNode claims;

    private ProofWords(JsonNode claims) {
        this.claims = claims;
    }

    static Optional<ProofWords> of(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            byte[] middle = Base64.getUrlDecoder().decode(parts[1].getBytes(StandardCharsets.US_ASCII));
            JsonNode claims = StrictJson.read(middle, CLAIM_BYTES_MOST).root();
            return claims.isObject() ? Optional.of(new ProofWords(claims)) : Optional.empty();
        } catch (IllegalArgumentException | StrictJson.NotJsonException e) {
            return Optional.empty();
        }
    }

    /** Whether it says all of what was ordered: invoice, payee, amount, network and the transaction. */
    boolean saysAll(Invoice invoice, String txHash) {
        return claims.has("invoiceId")
                && claims.has("payTo")
                && claims.has("amount")
                && claims.has("network")
                && claims.has("txHash")
                && contradictsNothing(invoice, txHash);
    }

    /** Whether what it says of these is what was ordered. */
    boolean contradictsNothing(Invoice invoice, String txHash) {
        return same("invoiceId", invoice.id())
                && same("payTo", invoice.payTo())
                && same("network", invoice.network())
                && same("txHash", txHash)
                && (!claims.has("amount") || isAmount(invoice.amount()));
    }

    private boolean same(String name, String expected) {
        return !claims.has(name) || expected.equals(claims.path(name).textValue());
    }

    private boolean isAmount(BigDecimal expected) {
        String text = claims.path("amount").asText();
        return DECIMAL.matcher(text).matches() && new BigDecimal(text).compareTo(expected) == 0;
    }

    /** When the money moved, where that lies between the quote and now, give or take a few minutes. */
    Optional<Instant> moved(Instant quoted, Instant now) {
        JsonNode at = claims.path("iat");
        if (!at.canConvertToLong()) {
            return Optional.empty();
        }
        long seconds = at.asLong();
        boolean fits = seconds >= quoted.minus(APART_MOST).getEpochSecond()
                && seconds <= now.plus(APART_MOST).getEpochSecond();
        return fits ? Optional.of(Instant.ofEpochSecond(seconds)) : Optional.empty();
    }
}
