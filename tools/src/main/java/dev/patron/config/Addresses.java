package dev.patron.config;

import dev.patron.money.Address;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import org.bouncycastle.crypto.digests.KeccakDigest;

/** Addresses as people copy them into files: a mixed-case one must pass its EIP-55 checksum, so a typo is noticed. */
public final class Addresses {
    private Addresses() {}

    /** An address in the mixed case of EIP-55, in which a typo is noticed. */
    public static String checksummed(Address address) {
        return "0x" + checksummed(address.text().substring(2));
    }

    /**
     * @throws IllegalArgumentException when the text is no address or its checksum is wrong
     */
    public static Address checked(String text) {
        Address address = new Address(text);
        String digits = text.substring(2);
        boolean mixed =
                !digits.equals(digits.toLowerCase(Locale.ROOT)) && !digits.equals(digits.toUpperCase(Locale.ROOT));
        if (mixed && !digits.equals(checksummed(address.text().substring(2)))) {
            throw new IllegalArgumentException(
                    "`" + text + "` fails its EIP-55 checksum: a letter or digit is wrong; copy it again");
        }
        return address;
    }

    private static String checksummed(String lower) {
        byte[] ascii = lower.getBytes(StandardCharsets.US_ASCII);
        KeccakDigest keccak = new KeccakDigest(256);
        keccak.update(ascii, 0, ascii.length);
        byte[] hash = new byte[32];
        keccak.doFinal(hash, 0);
        String nibbles = HexFormat.of().formatHex(hash);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            text.append(nibbles.charAt(i) >= '8' ? Character.toUpperCase(c) : c);
        }
        return text.toString();
    }
}
