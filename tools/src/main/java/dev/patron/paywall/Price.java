package dev.patron.paywall;

import java.math.BigDecimal;

/**
 * What one request costs.
 *
 * @param amount      whole tokens, above zero, at most 18 decimals
 * @param description one line of visible ASCII for people; empty for none
 */
public record Price(BigDecimal amount, String description) {
    private static final int DECIMALS_MOST = 18;
    private static final int DIGITS_MOST = 30;
    private static final int DESCRIPTION_MOST = 200;

    public Price {
        if (amount.signum() <= 0 || amount.scale() > DECIMALS_MOST || amount.precision() > DIGITS_MOST) {
            throw new IllegalArgumentException(
                    "a price is above zero and has at most " + DECIMALS_MOST + " decimals, not `" + amount + "`");
        }
        boolean oneLine = description.chars().allMatch(c -> c >= ' ' && c <= '~');
        if (!oneLine || description.length() > DESCRIPTION_MOST) {
            throw new IllegalArgumentException(
                    "a description is one line of at most " + DESCRIPTION_MOST + " visible ASCII characters");
        }
    }

    /** In plain decimals, {@code 0.05}. */
    String text() {
        return amount.stripTrailingZeros().toPlainString();
    }
}
