package dev.patron.ledger;

import dev.patron.log.Checkpoint;
import dev.patron.log.Frontier;
import dev.patron.log.Hash;
import dev.patron.log.RangeProof;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The tree over the events of an export, and over what lies beside them where they are not all. They come in the order of
 * their numbers and are hashed in that of their places: a leaf that comes early waits. One thread.
 */
final class ExportTree {
    private final Checkpoint head;
    private final RangeProof range;
    private final List<Checkpoint> ahead;
    private final List<Checkpoint> elsewhere = new ArrayList<>();
    private final Consumer<String> problem;
    private final Frontier tree = new Frontier();
    private final TreeMap<Long, Hash> waiting = new TreeMap<>();
    private long agreed;

    /**
     * @param range   which places the events have, and what lies beside them; it fits the head
     * @param earlier checkpoints that the tree must pass through
     */
    ExportTree(Checkpoint head, RangeProof range, List<Checkpoint> earlier, Consumer<String> problem) {
        this.head = head;
        this.range = range;
        this.problem = problem;
        this.ahead = new ArrayList<>(earlier);
        ahead.sort(Comparator.comparingLong(Checkpoint::size));
        range.begin(tree);
        agreed = range.first();
        meet();
    }

    /** Takes a leaf; false when its place is taken, or is none of the export's. */
    boolean take(long place, Hash leaf) {
        if (place < tree.size() || place >= range.end() || waiting.putIfAbsent(place, leaf) != null) {
            return false;
        }
        while (!waiting.isEmpty() && waiting.firstKey() == tree.size()) {
            tree.append(waiting.pollFirstEntry().getValue());
            meet();
        }
        return true;
    }

    /** Holds the tree against what was signed when it had this size. Of a part, not every size is met. */
    private void meet() {
        while (!ahead.isEmpty() && ahead.getFirst().size() <= tree.size()) {
            Checkpoint checkpoint = ahead.removeFirst();
            if (checkpoint.size() < tree.size()) {
                elsewhere.add(checkpoint);
            } else if (checkpoint.root().equals(tree.root())) {
                agreed = tree.size();
            } else {
                problem.accept("log: it is no continuation of what was signed at " + checkpoint.size()
                        + " entries: between places " + agreed + " and " + (tree.size() - 1)
                        + " an event is not the one that was signed then");
            }
        }
    }

    /** There are no more leaves. */
    void end() {
        if (tree.size() < range.end()) {
            problem.accept("log: no event has place " + tree.size() + ", and "
                    + (isPart()
                            ? "the export is to hold those before place " + range.end()
                            : head.size() + " were signed"));
        } else {
            range.finish(tree, head.size(), this::meet);
            if (!tree.root().equals(head.root())) {
                problem.accept("log: the events do not lead to the signed root: between places " + agreed + " and "
                        + (range.end() - 1) + " one is not the one that was signed"
                        + (isPart() ? ", or the hashes that line 1 gives for what lies beside them are not" : ""));
            }
        }
        ahead.stream()
                .filter(checkpoint -> checkpoint.size() > head.size())
                .forEach(checkpoint -> problem.accept("log: it is older than what was signed at " + checkpoint.size()
                        + " entries: it ends at " + head.size()));
    }

    /** How many events it is to hold. */
    long events() {
        return range.end() - range.first();
    }

    private boolean isPart() {
        return range.first() > 0 || range.end() < head.size();
    }

    /** The sizes at which checkpoints from elsewhere were signed that a part cannot be held against. */
    List<Long> notMet() {
        return elsewhere.stream().map(Checkpoint::size).toList();
    }
}
