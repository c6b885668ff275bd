package dev.patron.sandbox;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.web3j.utils.Numeric;

/**
 * The numbers, times and hashes of all blocks, of which only a few are stored.
 *
 * <p>A block is made every second, and one more for each transaction, at once. So between two stored points a block's
 * time follows from its number, and the head's number from the time. A block's hash follows from its number, its time
 * and a salt; every transaction and every reorganization changes the salt from its block on, so a hash commits to
 * all that went before. The last eight bytes of a hash carry the number, masked by the first eight: a block is found
 * by its hash without a table.
 *
 * <p>Not safe for threads; the chain guards it.
 */
final class Blocks {
    private final TreeMap<Long, Long> points = new TreeMap<>();
    private final TreeMap<Long, byte[]> salts = new TreeMap<>();

    Blocks(long genesisSeconds) {
        points.put(0L, genesisSeconds);
        salts.put(0L, Words.keccak(bytes("patron sandbox genesis", genesisSeconds)));
    }

    /** The head at a time; never below a stored point. */
    long headAt(long seconds) {
        Map.Entry<Long, Long> last = points.lastEntry();
        return last.getKey() + Math.max(0, seconds - last.getValue());
    }

    /** The time of the last stored point: no later block is older. */
    long lastSeconds() {
        return points.lastEntry().getValue();
    }

    long secondsOf(long number) {
        Map.Entry<Long, Long> before = floor(points, number);
        long seconds = before.getValue() + (number - before.getKey());
        Map.Entry<Long, Long> after = points.higherEntry(number);
        return after == null ? seconds : Math.min(seconds, after.getValue());
    }

    String hashOf(long number) {
        byte[] hash = Words.keccak(ByteBuffer.allocate(48)
                .put(saltOf(number))
                .putLong(number)
                .putLong(secondsOf(number))
                .array());
        ByteBuffer view = ByteBuffer.wrap(hash);
        view.putLong(24, view.getLong(0) ^ number);
        return Numeric.toHexString(hash);
    }

    String parentHashOf(long number) {
        return number == 0 ? Words.ZERO_WORD : hashOf(number - 1);
    }

    /** The number of the block with this hash, if it stands at or below the head. */
    OptionalLong numberOf(String hash, long head) {
        ByteBuffer view = ByteBuffer.wrap(Numeric.hexStringToByteArray(hash));
        long number = view.getLong(0) ^ view.getLong(24);
        boolean stands = number >= 0 && number <= head && hashOf(number).equals(Words.lower(hash));
        return stands ? OptionalLong.of(number) : OptionalLong.empty();
    }

    /** Stores a block with a transaction in it; its number is above every stored one. */
    void add(long number, long seconds, byte[] content) {
        if (number <= points.lastKey() || seconds < lastSeconds()) {
            throw new IllegalStateException("block " + number + " does not follow the last stored one");
        }
        byte[] salt = Words.keccak(ByteBuffer.allocate(32 + content.length)
                .put(saltOf(number))
                .put(content)
                .array());
        points.put(number, seconds);
        salts.put(number, salt);
    }

    /** Replaces every block above a height with others, one more than there were, the last of them made now. */
    void replaceAbove(long height, long head, long seconds) {
        long heightSeconds = secondsOf(height);
        points.tailMap(height, false).clear();
        salts.tailMap(height, false).clear();
        points.put(height, heightSeconds);
        salts.put(
                height + 1,
                Words.keccak(ByteBuffer.allocate(48)
                        .put(saltOf(height))
                        .putLong(height)
                        .putLong(head)
                        .array()));
        points.put(head + 1, seconds);
    }

    private byte[] saltOf(long number) {
        return floor(salts, number).getValue();
    }

    private static <V> Map.Entry<Long, V> floor(NavigableMap<Long, V> map, long number) {
        Map.Entry<Long, V> entry = map.floorEntry(number);
        if (entry == null) {
            throw new IllegalArgumentException("there is no block " + number);
        }
        return entry;
    }

    private static byte[] bytes(String text, long number) {
        byte[] head = text.getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(head, head.length + 8);
        ByteBuffer.wrap(all).putLong(head.length, number);
        return all;
    }
}
