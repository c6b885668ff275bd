package dev.patron.money;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * A non-negative number of micro-dollars (10⁻⁶ USD): the one unit that budgets count.
 *
 * <p>Arithmetic is exact and throws {@link ArithmeticException} instead of wrapping or going below zero.
 *
 * @param micros micro-dollars, 0 to 2^63 − 1
 */
public record Usd(long micros) implements Comparable<Usd> {
    public static final Usd ZERO = new Usd(0);

    private static final Pattern FORM = Pattern.compile("(0|[1-9][0-9]{0,11})(\\.[0-9]{1,6})?");

    public Usd {
        if (micros < 0) {
            throw new ArithmeticException("a dollar amount cannot be negative");
        }
    }

    public static Usd ofMicros(long micros) {
        return new Usd(micros);
    }

    /**
     * Reads dollars as people write them in a policy or brief: {@code "0.05"}, at most six decimals.
     *
     * @throws IllegalArgumentException for signs, exponents, grouping, currency signs or more decimals
     */
    public static Usd parse(String text) {
        if (!FORM.matcher(text).matches()) {
            String shown = text.length() <= 40 ? text : text.substring(0, 40) + "…";
            throw new IllegalArgumentException(
                    "`" + shown + "` is not an amount in USD such as \"0.05\", with at most six decimals");
        }
        return new Usd(new BigDecimal(text).movePointRight(6).longValueExact());
    }

    public Usd plus(Usd other) {
        return new Usd(Math.addExact(micros, other.micros));
    }

    /**
     * @throws ArithmeticException when {@code other} is more than this
     */
    public Usd minus(Usd other) {
        return new Usd(Math.subtractExact(micros, other.micros));
    }

    /** This less {@code other}, or zero where {@code other} is more. */
    public Usd minusOrZero(Usd other) {
        return other.micros >= micros ? ZERO : minus(other);
    }

    public Usd min(Usd other) {
        return micros <= other.micros ? this : other;
    }

    public boolean isZero() {
        return micros == 0;
    }

    public boolean isMoreThan(Usd other) {
        return micros > other.micros;
    }

    @Override
    public int compareTo(Usd other) {
        return Long.compare(micros, other.micros);
    }

    /** Dollars with exactly six decimals, {@code 0.050000}: the form used everywhere in output. */
    @Override
    public String toString() {
        return BigDecimal.valueOf(micros, 6).toPlainString();
    }
}
