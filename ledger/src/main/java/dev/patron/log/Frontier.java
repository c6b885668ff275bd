package dev.patron.log;

import java.util.ArrayList;
import java.util.List;

/**
 * The right edge of a growing tree: the roots of its perfect subtrees, largest first, one for each bit of its size. This
 * is all that is needed to append and to know the root (RFC 6962, section 2.1), so memory grows with the logarithm of
 * the size. Not safe for several threads.
 */
public final class Frontier {
    private final List<Hash> roots = new ArrayList<>();
    private long size;

    /** Entries so far. */
    public long size() {
        return size;
    }

    /** Appends an entry's leaf hash. */
    public void append(Hash leaf) {
        append(leaf, 0);
    }

    /**
     * Appends a perfect subtree of {@code 1 << height} entries.
     *
     * @throws IllegalArgumentException when the tree so far ends where such a subtree cannot begin
     */
    public void append(Hash root, int height) {
        long before = size >>> height;
        if (before << height != size) {
            throw new IllegalArgumentException("no subtree of height " + height + " begins at entry " + size);
        }
        Hash merged = root;
        for (long rest = before; (rest & 1) == 1; rest >>>= 1) {
            merged = Merkle.node(roots.removeLast(), merged);
        }
        roots.add(merged);
        size += 1L << height;
    }

    /** The root of the tree so far. */
    public Hash root() {
        if (roots.isEmpty()) {
            return Merkle.EMPTY;
        }
        Hash root = roots.getLast();
        for (int i = roots.size() - 2; i >= 0; i--) {
            root = Merkle.node(roots.get(i), root);
        }
        return root;
    }
}
