package dev.patron.log;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * One check of a whole log, from left to right: leaf hashes are made from entries and compared with the tiles of level 0,
 * each tile's root with the tile above it, and the growing tree's root with every checkpoint on the way.
 *
 * <p>Where an entry and its leaf hash disagree, the entry's own hash is carried on: the root is that of the entries.
 */
final class LogAudit {
    private static final String KEPT = "checkpoints";
    private final Path directory;
    private final VerifierKey key;
    private final Checkpoint head;
    private final EntryVisitor visitor;
    private final Tiles tiles;
    private final Frontier tree = new Frontier();
    private final List<LogFinding> findings = new ArrayList<>();
    private final Deque<Checkpoint> ahead = new ArrayDeque<>();
    private long agreedSize;
    private long agreed;
    private long entries;

    LogAudit(Path directory, VerifierKey key, Checkpoint head, EntryVisitor visitor) {
        this.directory = directory;
        this.key = key;
        this.head = head;
        this.visitor = visitor;
        this.tiles = new Tiles(directory, head.size());
    }

    LogReport run(List<Checkpoint> earlier) {
        gather(earlier);
        meet();
        for (int level = topLevel(); level >= 0; level--) {
            long hashes = Tile.count(level, head.size());
            if (hashes % Tile.WIDTH > 0) {
                check(Tile.of(level, hashes / Tile.WIDTH, head.size()));
            }
        }
        List<LogFinding> causes = findings.stream()
                .filter(finding -> !isConsequence(finding))
                .sorted(Comparator.comparingLong(LogFinding::first))
                .toList();
        return new LogReport(head, entries, agreed, causes);
    }

    /** A root that differs because of an entry that is named already. */
    private boolean isConsequence(LogFinding wide) {
        return !wide.file().equals(KEPT)
                && findings.stream()
                        .anyMatch(narrow -> narrow.first() >= wide.first()
                                && narrow.end() <= wide.end()
                                && narrow.end() - narrow.first() < wide.end() - wide.first());
    }

    private int topLevel() {
        int level = 0;
        while (Tile.count(level + 1, head.size()) > 0) {
            level++;
        }
        return level;
    }

    /** Puts every checkpoint that the tree must pass through in order, the head last. */
    private void gather(List<Checkpoint> earlier) {
        List<Checkpoint> all = new ArrayList<>(earlier);
        try {
            new History(directory, key).read(signed -> {
                if (!all.isEmpty()
                        && all.size() > earlier.size()
                        && all.getLast().size() >= signed.checkpoint().size()) {
                    find(signed.checkpoint().size(), head.size(), KEPT, "is not in ascending order");
                }
                all.add(signed.checkpoint());
            });
        } catch (LogException e) {
            long before = all.size() > earlier.size() ? all.getLast().size() : 0;
            find(before, head.size(), KEPT, "holds a note that is refused: " + e.getMessage());
        }
        all.sort(Comparator.comparingLong(Checkpoint::size));
        long grown = all.isEmpty() || all.getLast().size() <= head.size() ? 0 : sizeNow();
        for (Checkpoint checkpoint : all) {
            if (!checkpoint.origin().equals(head.origin())) {
                find(0, head.size(), LogDirectory.CHECKPOINT, "is not one of `" + checkpoint.origin() + "`");
            } else if (checkpoint.size() <= head.size()) {
                ahead.add(checkpoint);
            } else if (checkpoint.size() > grown) {
                find(
                        head.size(),
                        checkpoint.size(),
                        LogDirectory.CHECKPOINT,
                        "is older than one that was signed: the log was put back");
            }
        }
        ahead.add(head);
    }

    /** Where the log ends by now: it may have grown since the head was read. */
    private long sizeNow() {
        return LogDirectory.checkpoint(directory, key)
                .map(now -> now.checkpoint().size())
                .orElse(0L);
    }

    /** Holds the tree so far against the checkpoints of its size. */
    private void meet() {
        while (!ahead.isEmpty() && ahead.element().size() == tree.size()) {
            Checkpoint checkpoint = ahead.remove();
            if (!tree.root().equals(checkpoint.root())) {
                find(
                        agreedSize,
                        tree.size(),
                        LogDirectory.CHECKPOINT,
                        "at " + tree.size() + " has another root: the log is no continuation of what was signed there");
            } else {
                agreedSize = tree.size();
                agreed += ahead.isEmpty() ? 0 : 1;
            }
        }
    }

    /** Checks a tile and everything under it, and gives the hashes that it should hold. */
    private List<Hash> check(Tile tile) {
        List<Hash> made = new ArrayList<>();
        if (tile.level() == 0) {
            made = leaves(tile);
        } else {
            for (int i = 0; i < tile.width(); i++) {
                long below = tile.index() * Tile.WIDTH + i;
                made.add(Tiles.rootOf(check(new Tile(tile.level() - 1, below, Tile.WIDTH))));
            }
        }
        compare(tile, made);
        return made;
    }

    /** The leaf hashes of a bundle's entries; where entries are missing, those that the tile states. */
    private List<Hash> leaves(Tile tile) {
        Tile bundle = new Tile(Tile.ENTRIES, tile.index(), tile.width());
        Tiles.Held file = found(bundle);
        Tile holder = file.tile();
        byte[] bytes = file.bytes();
        Bundle held = Bundle.read(bytes, holder.width());
        if (held.entries().size() < holder.width()) {
            int place = Math.min(held.entries().size(), tile.width() - 1);
            findIn(holder, place, tile.width(), bytes.length == 0 ? "is missing or empty" : "ends early");
        } else if (held.bytes() < bytes.length) {
            findIn(holder, tile.width() - 1, tile.width(), "goes on after its last entry");
        }
        requirePrefixes(bundle, bytes);
        List<Hash> stated = Tiles.split(found(tile).bytes(), tile.width());
        List<Hash> made = new ArrayList<>();
        for (int i = 0; i < tile.width(); i++) {
            if (i < held.entries().size()) {
                visitor.visit(tile.firstEntry(i), held.entries().get(i));
                made.add(Merkle.leaf(held.entries().get(i)));
                entries++;
            } else {
                made.add(i < stated.size() ? stated.get(i) : Merkle.EMPTY);
            }
            tree.append(made.getLast());
            meet();
        }
        return made;
    }

    private void compare(Tile tile, List<Hash> made) {
        Tiles.Held file = found(tile);
        Tile holder = file.tile();
        byte[] bytes = file.bytes();
        List<Hash> stated = Tiles.split(bytes, tile.width());
        for (int i = 0; i < tile.width(); i++) {
            if (i == stated.size() || !stated.get(i).equals(made.get(i))) {
                boolean isThere = i < stated.size();
                String problem = isThere ? "disagrees with what is under it" : "is missing or ends early";
                findIn(holder, i, isThere ? i + 1 : tile.width(), problem);
                return;
            }
        }
        if (bytes.length != holder.width() * Hash.BYTES) {
            findIn(holder, tile.width() - 1, tile.width(), "has another length than its width");
        }
        requirePrefixes(tile, bytes);
    }

    /** A partial form that was left must be the beginning of the tile; wider ones are no part of this tree. */
    private void requirePrefixes(Tile tile, byte[] whole) {
        tiles.partials(tile).stream()
                .filter(width -> width < tile.width())
                .flatMap(width -> tiles.held(tile.ofWidth(width)).stream())
                .filter(partial -> !isBeginning(partial, whole))
                .forEach(partial ->
                        findIn(partial.tile(), 0, partial.tile().width(), "is not the beginning of its tile"));
    }

    private static boolean isBeginning(Tiles.Held partial, byte[] whole) {
        byte[] bytes = partial.bytes();
        int width = partial.tile().width();
        boolean isWhole = partial.tile().level() == Tile.ENTRIES
                ? Bundle.read(bytes, width).isExactly(width, bytes)
                : bytes.length == width * Hash.BYTES;
        return isWhole && bytes.length <= whole.length && Arrays.equals(bytes, Arrays.copyOf(whole, bytes.length));
    }

    private Tiles.Held found(Tile tile) {
        return tiles.find(tile).orElse(new Tiles.Held(tile, new byte[0]));
    }

    private void findIn(Tile tile, int from, int to, String problem) {
        long first = tile.firstEntry(from);
        long end = tile.firstEntry(to);
        find(Math.min(first, head.size()), Math.min(end, head.size()), tile.path(), problem);
    }

    private void find(long first, long end, String file, String problem) {
        if (findings.size() < LogReport.FINDINGS_MOST) {
            findings.add(new LogFinding(first, end, file, problem));
        }
    }
}
