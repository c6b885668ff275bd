package dev.patron.ledger;

import dev.patron.log.Checkpoint;
import dev.patron.log.Frontier;
import dev.patron.log.Hash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The tree over the events of an export. They come in the order of their numbers and are hashed in that of their places:
 * a leaf that comes early waits. One thread.
 */
final class ExportTree {
    private final Checkpoint head;
    private final List<Checkpoint> ahead;
    private final Consumer<String> problem;
    private final Frontier tree = new Frontier();
    private final TreeMap<Long, Hash> waiting = new TreeMap<>();
    private long agreed;

    /**
     * @param earlier checkpoints that the tree must pass through
     */
    ExportTree(Checkpoint head, List<Checkpoint> earlier, Consumer<String> problem) {
        this.head = head;
        this.problem = problem;
        this.ahead = new ArrayList<>(earlier);
        ahead.sort(Comparator.comparingLong(Checkpoint::size));
        meet();
    }

    /** Takes a leaf; false when its place is taken, or is none of the tree's. */
    boolean take(long place, Hash leaf) {
        if (place < tree.size() || place >= head.size() || waiting.putIfAbsent(place, leaf) != null) {
            return false;
        }
        while (!waiting.isEmpty() && waiting.firstKey() == tree.size()) {
            tree.append(waiting.pollFirstEntry().getValue());
            meet();
        }
        return true;
    }

    private void meet() {
        while (!ahead.isEmpty() && ahead.getFirst().size() == tree.size()) {
            Checkpoint checkpoint = ahead.removeFirst();
            if (checkpoint.root().equals(tree.root())) {
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
        if (tree.size() < head.size()) {
            problem.accept("log: no event has place " + tree.size() + ", and " + head.size() + " were signed");
        } else if (!tree.root().equals(head.root())) {
            problem.accept("log: the events do not lead to the signed root: between places " + agreed + " and "
                    + (tree.size() - 1) + " one is not the one that was signed");
        }
        ahead.stream()
                .filter(checkpoint -> checkpoint.size() > head.size())
                .forEach(checkpoint -> problem.accept("log: it is older than what was signed at " + checkpoint.size()
                        + " entries: it ends at " + head.size()));
    }
}
