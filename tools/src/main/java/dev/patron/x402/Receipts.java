package dev.patron.x402;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.payment.ForeignText;
import dev.patron.payment.SettlementResponse;
import dev.patron.wire.StrictJson;
import dev.patron.wire.StrictJson.NotJsonException;
import java.math.BigInteger;
import java.net.http.HttpHeaders;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a {@code PAYMENT-RESPONSE} header (x402 v2 {@code SettleResponse}).
 *
 * <p>A receipt is a claim and decides nothing about money, so it is read with patience: members that are missing or
 * unknown are no reason to drop it, and one that cannot be read is as good as none.
 */
public final class Receipts {
    static final String HEADER = "PAYMENT-RESPONSE";

    private static final int CHARS_MOST = 64 * 1024;
    private static final Pattern HASH = Pattern.compile("0x[0-9a-fA-F]{64}");
    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,78}");

    private Receipts() {}

    /** The receipt of an answer, where there is exactly one and it can be read. */
    public static Optional<SettlementResponse> read(HttpHeaders headers) {
        List<String> values = headers.allValues(HEADER);
        return values.size() == 1 ? read(values.getFirst()) : Optional.empty();
    }

    static Optional<SettlementResponse> read(String value) {
        if (value.length() > CHARS_MOST) {
            return Optional.empty();
        }
        try {
            JsonNode receipt = StrictJson.read(Base64.getDecoder().decode(value), CHARS_MOST)
                    .root();
            if (!receipt.path("success").isBoolean()) {
                return Optional.empty();
            }
            return Optional.of(new SettlementResponse(
                    receipt.path("success").booleanValue(),
                    text(receipt, "transaction")
                            .filter(Receipts::isHash)
                            .map(hash -> hash.toLowerCase(Locale.ROOT))
                            .orElse(""),
                    text(receipt, "network").orElse(""),
                    text(receipt, "amount").filter(Receipts::isAmount).map(BigInteger::new),
                    text(receipt, "payer"),
                    text(receipt, "errorReason")));
        } catch (NotJsonException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static boolean isAmount(String text) {
        return AMOUNT.matcher(text).matches();
    }

    private static boolean isHash(String text) {
        return HASH.matcher(text).matches();
    }

    private static Optional<String> text(JsonNode object, String name) {
        return Optional.ofNullable(object.path(name).textValue()).map(ForeignText::plain);
    }
}
