package dev.patron.sandbox;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Keys;
import org.web3j.utils.Numeric;

/** The spelling of the chain: 32-byte words, addresses, hashes, quantities, all in lower-case hexadecimal. */
final class Words {
    static final String ZERO_ADDRESS = "0x" + "0".repeat(40);
    static final String ZERO_WORD = "0x" + "0".repeat(64);
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]{40}");
    private static final Pattern WORD = Pattern.compile("0x[0-9a-fA-F]{64}");
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,78}");

    private Words() {}

    /** Keccak-256 of the text's UTF-8 bytes, with {@code 0x}. */
    static String keccak(String text) {
        return Numeric.toHexString(keccak(text.getBytes(StandardCharsets.UTF_8)));
    }

    static byte[] keccak(byte[] bytes) {
        return Hash.sha3(bytes);
    }

    /** The first four bytes of the hash of a function's signature, with {@code 0x}. */
    static String selector(String signature) {
        return keccak(signature).substring(0, 10);
    }

    /** A fixed address nobody has the key of, in EIP-55 spelling. */
    static String addressOf(String text) {
        return Keys.toChecksumAddress("0x" + keccak(text).substring(26));
    }

    /** A number as 64 digits without {@code 0x}. */
    static String word(BigInteger number) {
        return Numeric.toHexStringNoPrefixZeroPadded(number, 64);
    }

    /** An address or a word, left-padded to 64 digits without {@code 0x}. */
    static String word(String hex) {
        String digits = Numeric.cleanHexPrefix(hex).toLowerCase(Locale.ROOT);
        return "0".repeat(64 - digits.length()) + digits;
    }

    /** A number as JSON-RPC writes it. */
    static String quantity(long number) {
        return "0x" + Long.toHexString(number);
    }

    static boolean isAddress(String text) {
        return ADDRESS.matcher(text).matches();
    }

    static boolean isWord(String text) {
        return WORD.matcher(text).matches();
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /**
     * An address in lower case.
     *
     * @throws IllegalArgumentException if it is none
     */
    static String address(String text) {
        if (!isAddress(text)) {
            throw new IllegalArgumentException("`" + text + "` is not an address");
        }
        return lower(text);
    }

    /**
     * A 256-bit number from its decimal digits.
     *
     * @throws IllegalArgumentException if it is none
     */
    static BigInteger uint256(String text) {
        if (DECIMAL.matcher(text).matches()) {
            BigInteger number = new BigInteger(text);
            if (number.bitLength() <= 256) {
                return number;
            }
        }
        throw new IllegalArgumentException("`" + text + "` is not a 256-bit number");
    }
}
