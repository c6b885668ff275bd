package dev.patron.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The number and the SHA-256 of each event that was read, in ascending order of the numbers: forty bytes an event instead of
 * all of them. Filled by one thread; then safe for any number.
 */
final class SeenEvents {
    private static final int PAGE = 4096;
    private static final int DIGEST_BYTES = 32;

    private final List<byte[]> digests = new ArrayList<>();
    private long[] numbers = new long[PAGE];
    private int count;

    /**
     * Adds an event with a higher number than all before it.
     *
     * @param digest of its bytes
     */
    void add(long number, byte[] digest) {
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, count * 2);
        }
        if (count % PAGE == 0) {
            digests.add(new byte[PAGE * DIGEST_BYTES]);
        }
        numbers[count] = number;
        System.arraycopy(digest, 0, digests.getLast(), count % PAGE * DIGEST_BYTES, DIGEST_BYTES);
        count++;
    }

    long count() {
        return count;
    }

    boolean has(long number) {
        return place(number) >= 0;
    }

    /** Whether there is an event of this number, and its bytes have this digest. */
    boolean has(long number, byte[] digest) {
        int place = place(number);
        int from = place % PAGE * DIGEST_BYTES;
        return place >= 0
                && digest.length == DIGEST_BYTES
                && Arrays.equals(digests.get(place / PAGE), from, from + DIGEST_BYTES, digest, 0, DIGEST_BYTES);
    }

    private int place(long number) {
        return Arrays.binarySearch(numbers, 0, count, number);
    }
}
