package dev.patron.log;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Merkle trees as in RFC 6962, section 2.1: their hashes, proofs made from stored hashes (sections 2.1.1 and 2.1.2), and
 * proofs checked by the algorithms of RFC 9162 (sections 2.1.3.2 and 2.1.4.2), which share nothing with the making.
 */
public final class Merkle {
    /** The root of a tree without entries: SHA-256 of nothing. */
    public static final Hash EMPTY = Hash.of(sha256().digest());

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    /** One for each thread: looking one up takes as long as hashing two hashes. A digest that was made is as new. */
    private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(Merkle::sha256);

    private Merkle() {}

    /** {@code SHA-256(0x00 || entry)}. */
    public static Hash leaf(byte[] entry) {
        MessageDigest digest = DIGEST.get();
        digest.update(LEAF);
        return Hash.made(digest.digest(entry));
    }

    /** {@code SHA-256(0x01 || left || right)}. */
    public static Hash node(Hash left, Hash right) {
        MessageDigest digest = DIGEST.get();
        digest.update(NODE);
        digest.update(left.raw());
        return Hash.made(digest.digest(right.raw()));
    }

    /** The root of the tree's first {@code size} entries. */
    public static Hash root(long size, Subtrees stored) {
        if (size < 0) {
            throw new IllegalArgumentException("a tree has no size of " + size);
        }
        return size == 0 ? EMPTY : hash(0, size, stored);
    }

    /** The audit path of an entry, from its sibling up to the root's child: PATH of RFC 6962, section 2.1.1. */
    public static List<Hash> inclusion(long index, long size, Subtrees stored) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("a tree of " + size + " entries has no entry " + index);
        }
        List<Hash> path = new ArrayList<>();
        path(index, 0, size, stored, path);
        return List.copyOf(path);
    }

    /** The proof that a tree is the beginning of a larger one: PROOF of RFC 6962, section 2.1.2; none if either is trivial. */
    public static List<Hash> consistency(long first, long second, Subtrees stored) {
        if (first < 0 || first > second) {
            throw new IllegalArgumentException("a tree of " + first + " entries does not begin one of " + second);
        }
        List<Hash> proof = new ArrayList<>();
        if (first > 0 && first < second) {
            long from = 0;
            long to = second;
            List<Hash> downward = new ArrayList<>();
            while (first != to) {
                long middle = from + split(to - from);
                if (first <= middle) {
                    downward.add(hash(middle, to, stored));
                    to = middle;
                } else {
                    downward.add(hash(from, middle, stored));
                    from = middle;
                }
            }
            if (from != 0) {
                proof.add(hash(from, to, stored));
            }
            proof.addAll(downward.reversed());
        }
        return List.copyOf(proof);
    }

    /** Says whether a proof shows that the tree has that leaf at that index. False for anything malformed; never throws. */
    public static boolean includes(Hash root, long size, long index, Hash leaf, List<Hash> proof) {
        if (index < 0 || index >= size) {
            return false;
        }
        long at = index;
        long last = size - 1;
        Hash reached = leaf;
        for (Hash step : proof) {
            if (last == 0) {
                return false;
            }
            if (isOdd(at) || at == last) {
                reached = node(step, reached);
                int skipped = isOdd(at) ? 0 : toNextOdd(at);
                at >>>= skipped;
                last >>>= skipped;
            } else {
                reached = node(reached, step);
            }
            at >>>= 1;
            last >>>= 1;
        }
        return last == 0 && reached.equals(root);
    }

    /**
     * Says whether a proof shows that the second tree begins with the first. Equal sizes need equal roots and no proof;
     * an empty first tree needs its own root and no proof. False for anything malformed; never throws.
     */
    public static boolean continues(long first, Hash firstRoot, long second, Hash secondRoot, List<Hash> proof) {
        if (first < 0 || first > second) {
            return false;
        }
        if (first == second) {
            return proof.isEmpty() && firstRoot.equals(secondRoot) && (first > 0 || firstRoot.equals(EMPTY));
        }
        if (first == 0) {
            return proof.isEmpty() && firstRoot.equals(EMPTY);
        }
        return !proof.isEmpty() && grows(first, firstRoot, second, secondRoot, proof);
    }

    private static boolean grows(long first, Hash firstRoot, long second, Hash secondRoot, List<Hash> proof) {
        Iterator<Hash> steps = proof.iterator();
        Hash older = Long.bitCount(first) == 1 ? firstRoot : steps.next();
        Hash newer = older;
        int whole = Long.numberOfTrailingZeros(first);
        long at = (first - 1) >>> whole;
        long last = (second - 1) >>> whole;
        while (steps.hasNext()) {
            Hash step = steps.next();
            if (last == 0) {
                return false;
            }
            if (isOdd(at) || at == last) {
                older = node(step, older);
                newer = node(step, newer);
                int skipped = isOdd(at) ? 0 : toNextOdd(at);
                at >>>= skipped;
                last >>>= skipped;
            } else {
                newer = node(newer, step);
            }
            at >>>= 1;
            last >>>= 1;
        }
        return last == 0 && older.equals(firstRoot) && newer.equals(secondRoot);
    }

    private static boolean isOdd(long number) {
        return (number & 1) == 1;
    }

    /** How far to shift a number other than zero until its lowest bit is set. */
    private static int toNextOdd(long number) {
        return Long.numberOfTrailingZeros(number);
    }

    private static void path(long index, long from, long to, Subtrees stored, List<Hash> path) {
        if (to - from == 1) {
            return;
        }
        long middle = from + split(to - from);
        if (index < middle) {
            path(index, from, middle, stored, path);
            path.add(hash(middle, to, stored));
        } else {
            path(index, middle, to, stored, path);
            path.add(hash(from, middle, stored));
        }
    }

    /** MTH of a range that begins where a perfect subtree of at least its size could. */
    private static Hash hash(long from, long to, Subtrees stored) {
        long count = to - from;
        if (Long.bitCount(count) == 1) {
            int height = Long.numberOfTrailingZeros(count);
            return stored.root(height, from >>> height);
        }
        long middle = from + split(count);
        return node(hash(from, middle, stored), hash(middle, to, stored));
    }

    /** The largest power of two smaller than a count above one. */
    private static long split(long count) {
        return Long.highestOneBit(count - 1);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
