package dev.patron.log;

import java.util.ArrayList;
import java.util.List;

/**
 * What shows that some neighbouring entries are those of a tree: the roots of the largest perfect subtrees beside them, as
 * RFC 6962, section 2.1 cuts a tree. With the entries' own leaves between them they give the tree's root, and since where
 * each begins and how large it is follows from the numbers alone, no entry can be changed, added, left out or moved.
 *
 * @param first  the first entry
 * @param end    the first entry behind them
 * @param before the roots of the subtrees before them, from the left
 * @param after  the roots of the subtrees behind them, from the left
 */
public record RangeProof(long first, long end, List<Hash> before, List<Hash> after) {
    private static final int HEIGHT_MOST = 62;

    public RangeProof {
        before = List.copyOf(before);
        after = List.copyOf(after);
        if (first < 0 || end < first || end > 1L << HEIGHT_MOST) {
            throw new IllegalArgumentException("no entries are from " + first + " to " + end);
        }
    }

    /** Nothing beside them: all entries of a tree. */
    public static RangeProof all(long size) {
        return new RangeProof(0, size, List.of(), List.of());
    }

    /** The proof for a tree of {@code size} entries. */
    static RangeProof of(long first, long end, long size, Subtrees stored) {
        return new RangeProof(first, end, roots(0, first, stored), roots(end, size, stored));
    }

    private static List<Hash> roots(long from, long to, Subtrees stored) {
        List<Hash> roots = new ArrayList<>();
        long at = from;
        for (int height : heights(from, to)) {
            roots.add(stored.root(height, at >>> height));
            at += 1L << height;
        }
        return roots;
    }

    /** How high the largest perfect subtrees are that cover a range, from the left. */
    private static List<Integer> heights(long from, long to) {
        List<Integer> heights = new ArrayList<>();
        long at = from;
        while (at < to) {
            int begins = at == 0 ? HEIGHT_MOST : Long.numberOfTrailingZeros(at);
            int height = Math.min(begins, Long.numberOfTrailingZeros(Long.highestOneBit(to - at)));
            heights.add(height);
            at += 1L << height;
        }
        return heights;
    }

    /** Whether it has as many roots as its entries leave of a tree of that size. */
    public boolean fits(long size) {
        return end <= size
                && before.size() == heights(0, first).size()
                && after.size() == heights(end, size).size();
    }

    /** Appends what lies before the entries to an empty tree. */
    public void begin(Frontier tree) {
        append(tree, before, first, () -> {});
    }

    /**
     * Appends what lies behind them to a tree that has them.
     *
     * @param grown told after each subtree
     */
    public void finish(Frontier tree, long size, Runnable grown) {
        append(tree, after, size, grown);
    }

    private static void append(Frontier tree, List<Hash> roots, long to, Runnable grown) {
        int next = 0;
        for (int height : heights(tree.size(), to)) {
            tree.append(roots.get(next++), height);
            grown.run();
        }
    }
}
