package dev.patron.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Writes an archive in the {@code ustar} format (POSIX.1-2001, {@code pax}, "ustar Interchange Format"): folders and files for
 * their owner only, without owner and group. A file of 8 GiB or more has its length in base 256, as GNU tar writes it.
 * Not safe for several threads.
 */
final class Tar {
    private static final int BLOCK_BYTES = 512;
    private static final int NAME_BYTES_MOST = 100;
    private static final int SIZE_AT = 124;
    private static final int SUM_AT = 148;
    private static final long OCTAL_MOST = 0_77777777777L;

    private final OutputStream out;
    private final Instant at;
    private final List<Member> members = new ArrayList<>();

    /** A file in the archive. */
    record Member(String name, long bytes, String sha256) {}

    /** Begins an archive; {@code at} is the time that its members carry. */
    Tar(OutputStream out, Instant at) {
        this.out = out;
        this.at = at;
    }

    void folder(String name) throws IOException {
        out.write(header(name + "/", 0, "0000700", '5'));
    }

    /** Adds a file, which must not change meanwhile. */
    void file(String name, Path file) throws IOException {
        long bytes = Files.size(file);
        out.write(header(name, bytes, "0000600", '0'));
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            if (in.transferTo(out) != bytes) {
                throw new IOException("`" + file + "` changed while it was read");
            }
        }
        out.write(new byte[(int) Math.floorMod(-bytes, (long) BLOCK_BYTES)]);
        members.add(new Member(name, bytes, HexFormat.of().formatHex(digest.digest())));
    }

    /** Every file so far, in its order. */
    List<Member> members() {
        return List.copyOf(members);
    }

    /** Ends the archive; the stream stays open. */
    void end() throws IOException {
        out.write(new byte[2 * BLOCK_BYTES]);
        out.flush();
    }

    private byte[] header(String name, long bytes, String mode, char type) {
        byte[] block = new byte[BLOCK_BYTES];
        byte[] named = name.getBytes(StandardCharsets.UTF_8);
        if (named.length > NAME_BYTES_MOST) {
            throw new IllegalArgumentException("`" + name + "` is too long a name for a member");
        }
        System.arraycopy(named, 0, block, 0, named.length);
        put(block, 100, mode);
        put(block, 108, "0000000");
        put(block, 116, "0000000");
        if (bytes > OCTAL_MOST) {
            ByteBuffer.wrap(block, SIZE_AT, 12).putInt(0x80000000).putLong(bytes);
        } else {
            put(block, SIZE_AT, octal(bytes));
        }
        put(block, 136, octal(Math.max(0, at.getEpochSecond())));
        block[156] = (byte) type;
        put(block, 257, "ustar");
        put(block, 263, "00");
        put(block, SUM_AT, "        ");
        int sum = 0;
        for (byte one : block) {
            sum += one & 0xff;
        }
        put(block, SUM_AT, String.format(Locale.ROOT, "%06o", sum));
        block[SUM_AT + 6] = 0;
        return block;
    }

    private static String octal(long number) {
        return String.format(Locale.ROOT, "%011o", number);
    }

    private static void put(byte[] block, int from, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, block, from, bytes.length);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
