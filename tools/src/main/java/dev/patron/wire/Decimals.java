package dev.patron.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Amounts from outside, digit for digit. A few characters such as {@code 1e999999999} can stand for a gigabyte of digits; so what is far from
 * any amount is none.
 */
public final class Decimals {
    private static final int DIGITS_MOST = 40;
    private static final Pattern PLAIN =
            Pattern.compile("(0|[1-9][0-9]{0," + (DIGITS_MOST - 1) + "})(\\.[0-9]{1," + DIGITS_MOST + "})?");

    private Decimals() {}

    /** A JSON number, or plain decimals in a string; empty for all else and for more than 40 digits on a side of the point. */
    public static Optional<BigDecimal> of(JsonNode value) {
        if (value.isNumber()) {
            return Optional.of(value.decimalValue())
                    .filter(number ->
                            Math.abs((long) number.scale()) <= DIGITS_MOST && number.precision() <= 2 * DIGITS_MOST);
        }
        return value.isTextual() ? of(value.textValue()) : Optional.empty();
    }

    /** Plain decimals without sign, exponent or leading zeros. */
    public static Optional<BigDecimal> of(String text) {
        return PLAIN.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }
}
