package dev.patron.money;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * A non-negative whole number of an asset's atomic units, at most 2^256 − 1.
 *
 * <p>Amounts of different assets never mix. There is no floating point here: decimals appear only in
 * {@link #toString()}.
 */
public record Amount(Asset asset, BigInteger units) implements Comparable<Amount> {
    private static final BigInteger MOST = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
    private static final Pattern UNITS = Pattern.compile("0|[1-9][0-9]{0,77}");
    private static final Pattern DECIMAL = Pattern.compile("(0|[1-9][0-9]{0,29})(\\.[0-9]{1,36})?");

    public Amount {
        if (units.signum() < 0 || units.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("an amount lies between 0 and 2^256 - 1 units, not `" + units + "`");
        }
    }

    /**
     * Reads atomic units as x402 puts them on the wire: ASCII decimal digits only, no sign, no leading zero, no
     * exponent.
     *
     * @throws IllegalArgumentException for anything else, or a number above 2^256 − 1
     */
    public static Amount ofUnits(Asset asset, String digits) {
        if (!UNITS.matcher(digits).matches()) {
            throw new IllegalArgumentException("`" + clipped(digits) + "` is not a whole number of atomic units");
        }
        return new Amount(asset, new BigInteger(digits));
    }

    /**
     * Reads whole tokens as a person writes them, such as {@code 0.05}.
     *
     * @throws IllegalArgumentException when the text is not a plain decimal or finer than the asset divides
     */
    public static Amount ofTokens(Asset asset, String decimal) {
        if (!DECIMAL.matcher(decimal).matches()) {
            throw new IllegalArgumentException("`" + clipped(decimal) + "` is not a plain decimal such as `0.05`");
        }
        BigDecimal value = new BigDecimal(decimal);
        if (value.stripTrailingZeros().scale() > asset.decimals()) {
            throw new IllegalArgumentException("`" + decimal + "` is finer than " + asset.symbol() + " divides ("
                    + asset.decimals() + " decimals)");
        }
        return new Amount(asset, value.movePointRight(asset.decimals()).toBigIntegerExact());
    }

    /**
     * What this amount counts for in budgets: its peg value in micro-dollars, rounded up once.
     *
     * @throws ArithmeticException when it exceeds what {@link Usd} can hold
     */
    public Usd inUsd() {
        BigInteger scale = BigInteger.TEN.pow(asset.decimals());
        BigInteger[] parts =
                units.multiply(BigInteger.valueOf(asset.peg().micros())).divideAndRemainder(scale);
        BigInteger micros = parts[1].signum() == 0 ? parts[0] : parts[0].add(BigInteger.ONE);
        return Usd.ofMicros(micros.longValueExact());
    }

    public boolean isZero() {
        return units.signum() == 0;
    }

    @Override
    public int compareTo(Amount other) {
        if (!asset.equals(other.asset)) {
            throw new IllegalArgumentException("amounts of " + asset + " and " + other.asset + " do not compare");
        }
        return units.compareTo(other.units);
    }

    @Override
    public String toString() {
        return new BigDecimal(units, asset.decimals()).toPlainString() + " " + asset.symbol();
    }

    private static String clipped(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
