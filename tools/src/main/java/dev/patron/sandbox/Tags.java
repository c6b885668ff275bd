package dev.patron.sandbox;

import java.math.BigInteger;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The names of blocks: {@code latest}, {@code safe}, {@code finalized}, {@code earliest}, {@code 0x1f}. */
final class Tags {
    private static final Pattern QUANTITY = Pattern.compile("0x[0-9a-fA-F]{1,64}");

    private Tags() {}

    /**
     * The number a name stands for now; empty if no chain grows so long.
     *
     * @throws IllegalArgumentException if it is not a name of a block
     */
    static OptionalLong number(SandboxChain chain, String name) {
        return switch (name) {
            case "latest", "pending" -> OptionalLong.of(chain.head());
            case "safe" -> OptionalLong.of(Math.max(0, chain.safe()));
            case "finalized" -> OptionalLong.of(Math.max(0, chain.finalized()));
            case "earliest" -> OptionalLong.of(0);
            default -> quantity(name);
        };
    }

    private static OptionalLong quantity(String name) {
        if (!QUANTITY.matcher(name).matches()) {
            throw new IllegalArgumentException("`" + name + "` is not a block");
        }
        BigInteger number = new BigInteger(name.substring(2), 16);
        return number.bitLength() < 63 ? OptionalLong.of(number.longValueExact()) : OptionalLong.empty();
    }
}
