package dev.patron.log;

import java.util.Arrays;
import java.util.Base64;

/** A SHA-256 hash: 32 bytes, compared by value, written as padded base64 (RFC 4648, section 4). */
public final class Hash {
    /** Bytes in a hash. */
    public static final int BYTES = 32;

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * A copy of 32 bytes.
     *
     * @throws IllegalArgumentException when there are more or fewer
     */
    public static Hash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.length);
        }
        return new Hash(bytes.clone());
    }

    /** Takes 32 bytes that nobody else holds. */
    static Hash made(byte[] bytes) {
        return new Hash(bytes);
    }

    static Hash at(byte[] from, int offset) {
        return new Hash(Arrays.copyOfRange(from, offset, offset + BYTES));
    }

    /**
     * Reads {@link #toString}.
     *
     * @throws LogException with {@link LogFault#MALFORMED}
     */
    public static Hash parse(String base64) {
        byte[] bytes = base64(base64);
        if (bytes.length != BYTES) {
            throw new LogException(LogFault.MALFORMED, "`" + base64 + "` is not the base64 of a SHA-256 hash");
        }
        return new Hash(bytes);
    }

    /** Decodes base64 that has exactly one spelling: padded, without line ends, unused bits zero. */
    static byte[] base64(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw new LogException(LogFault.MALFORMED, "`" + text + "` is not base64", e);
        }
        throw new LogException(LogFault.MALFORMED, "`" + text + "` is not the usual base64 of its bytes");
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    byte[] raw() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
