package dev.patron.log;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An entry bundle of C2SP tlog-tiles: for each entry its length (2 bytes, big-endian), then its bytes.
 *
 * @param entries those that are whole
 * @param bytes how many bytes they take; more in the file means that something else follows
 */
record Bundle(List<byte[]> entries, int bytes) {
    /** The longest entry that a bundle can say. */
    static final int ENTRY_BYTES_MOST = 0xffff;

    private static final int LENGTH_BYTES = 2;

    /** Reads whole entries, at most {@code most}, until the bytes end or no longer hold one. */
    static Bundle read(byte[] bytes, int most) {
        List<byte[]> entries = new ArrayList<>();
        int at = 0;
        while (entries.size() < most && bytes.length - at >= LENGTH_BYTES) {
            int from = at + LENGTH_BYTES;
            int length = ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
            if (bytes.length - from < length) {
                break;
            }
            entries.add(Arrays.copyOfRange(bytes, from, from + length));
            at = from + length;
        }
        return new Bundle(List.copyOf(entries), at);
    }

    /** Says whether that many entries are all that the bytes hold. */
    boolean isExactly(int count, byte[] read) {
        return entries.size() == count && bytes == read.length;
    }

    static void append(ByteArrayOutputStream bundle, byte[] entry) {
        bundle.write(entry.length >>> 8);
        bundle.write(entry.length);
        bundle.writeBytes(entry);
    }
}
