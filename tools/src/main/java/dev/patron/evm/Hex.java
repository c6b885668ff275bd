package dev.patron.evm;

import dev.patron.money.Address;
import dev.patron.payment.ChainException;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the values of Ethereum JSON-RPC (execution-apis, "hex encoding"), none of which is trusted to be well-formed. */
final class Hex {
    private static final Pattern QUANTITY = Pattern.compile("0x[0-9a-fA-F]{1,15}");
    private static final Pattern AMOUNT = Pattern.compile("0x[0-9a-fA-F]{1,32}");
    private static final Pattern WORD = Pattern.compile("0x[0-9a-fA-F]{64}");
    private static final Pattern BYTES = Pattern.compile("0x[0-9a-fA-F]*");
    private static final Pattern ADDRESS_WORD = Pattern.compile("0x0{24}[0-9a-fA-F]{40}");

    private Hex() {}

    /** A number below 2^60. */
    static long quantity(@Nullable String text) {
        return Long.parseLong(match(QUANTITY, text, "a number").substring(2), 16);
    }

    /** A number below 2^128, such as an amount of a network's coin. */
    static BigInteger amount(@Nullable String text) {
        return new BigInteger(match(AMOUNT, text, "an amount").substring(2), 16);
    }

    /** 32 bytes, in lower case. */
    static String word(@Nullable String text) {
        return match(WORD, text, "32 bytes").toLowerCase(Locale.ROOT);
    }

    static BigInteger uint256(@Nullable String text) {
        return new BigInteger(match(WORD, text, "a uint256").substring(2), 16);
    }

    /** The 40 digits of an address that fills a word, as {@code 0x…}; may be the zero address. */
    static String addressText(@Nullable String text) {
        String word = match(ADDRESS_WORD, text, "an address");
        return "0x" + word.substring(26).toLowerCase(Locale.ROOT);
    }

    /** An address as a word. */
    static String word(Address address) {
        return "0x" + "0".repeat(24) + address.text().substring(2);
    }

    /** A number as a word, without {@code 0x}. */
    static String word(BigInteger number) {
        String digits = number.toString(16);
        return "0".repeat(64 - digits.length()) + digits;
    }

    /** Whether there are any bytes. */
    static boolean hasBytes(@Nullable String text) {
        return match(BYTES, text, "bytes").length() > 2;
    }

    static String quantity(long number) {
        return "0x" + Long.toHexString(number);
    }

    private static String match(Pattern form, @Nullable String text, String what) {
        if (text == null || !form.matcher(text).matches()) {
            throw new ChainException("a chain answered with something that is not " + what);
        }
        return text;
    }
}
