package dev.patron.money;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A 20-byte EVM address in its one canonical form, {@code 0x} and 40 lower-case hexadecimal digits.
 *
 * <p>The mixed-case checksum of EIP-55 is accepted on the way in and dropped: it is a spelling, not a
 * different address. The zero address is refused, because nothing is ever paid to it on purpose.
 */
public record Address(String text) implements Comparable<Address> {
    private static final Pattern FORM = Pattern.compile("0x[0-9a-fA-F]{40}");
    private static final String ZERO = "0x" + "0".repeat(40);

    public Address {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("`" + text + "` is not an EVM address");
        }
        text = text.toLowerCase(Locale.ROOT);
        if (text.equals(ZERO)) {
            throw new IllegalArgumentException("the zero address is not an address to deal with");
        }
    }

    @Override
    public int compareTo(Address other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
