package dev.patron.log;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a log's folder with the public key only: entries, proofs, and a check of everything.
 *
 * <p>May be used while a {@link LogWriter} writes: what stands below a checkpoint does not change. Each call reads the
 * files anew, so a reader can be kept and used by any number of threads.
 */
public final class LogReader {
    private final Path directory;
    private final VerifierKey key;

    public LogReader(Path directory, VerifierKey key) {
        this.directory = directory;
        this.key = key;
    }

    /** The key that its checkpoints are held against. */
    public VerifierKey key() {
        return key;
    }

    /**
     * The folder's checkpoint; empty before the first.
     *
     * @throws LogException with {@link LogFault#MALFORMED} or {@link LogFault#SIGNATURE}
     */
    public Optional<SignedCheckpoint> checkpoint() {
        return LogDirectory.checkpoint(directory, key);
    }

    /** Every checkpoint that was kept, ascending by size. */
    public List<SignedCheckpoint> kept() {
        List<SignedCheckpoint> all = new ArrayList<>();
        new History(directory, key).read(all::add);
        return List.copyOf(all);
    }

    /**
     * One entry, checked against the checkpoint's root.
     *
     * @throws LogException with {@link LogFault#DAMAGED} when the files do not give that root
     */
    public byte[] entry(long index, SignedCheckpoint head) {
        byte[] entry = bytes(index, head);
        requireProof(prove(index, head), entry);
        return entry;
    }

    /**
     * The proof that an entry is in the tree of a checkpoint, whose root it was found to give.
     *
     * @throws LogException with {@link LogFault#DAMAGED} when the files do not give that root
     */
    public InclusionProof prove(long index, SignedCheckpoint head) {
        long size = head.checkpoint().size();
        InclusionProof proof =
                new InclusionProof(index, Merkle.inclusion(index, size, new Tiles(directory, size)), head);
        requireProof(proof, bytes(index, head));
        return proof;
    }

    /**
     * The proof that neighbouring entries are those of a checkpoint's tree; the entries are not read, and whoever holds them
     * sees whether the files give its root.
     *
     * @param first the first entry
     * @param end   the first behind them
     */
    public RangeProof range(long first, long end, SignedCheckpoint head) {
        long size = head.checkpoint().size();
        if (first < 0 || end < first || end > size) {
            throw new IllegalArgumentException("a tree of " + size + " entries has none from " + first + " to " + end);
        }
        return RangeProof.of(first, end, size, new Tiles(directory, size));
    }

    /** The proof that one tree of this log is the beginning of a later one (RFC 6962, section 2.1.2). */
    public List<Hash> consistency(long first, SignedCheckpoint head) {
        long size = head.checkpoint().size();
        return Merkle.consistency(first, size, new Tiles(directory, size));
    }

    /** Visits entries from one index up to, not including, another, below a checkpoint's size. They are not checked. */
    public void entries(long from, long to, SignedCheckpoint head, EntryVisitor visitor) {
        long size = head.checkpoint().size();
        if (from < 0 || to > size) {
            throw new IllegalArgumentException("a tree of " + size + " entries has none from " + from + " to " + to);
        }
        Tiles tiles = new Tiles(directory, size);
        for (long index = from; index < to; ) {
            List<byte[]> bundle = tiles.entries(index / Tile.WIDTH);
            for (int i = (int) (index % Tile.WIDTH); i < bundle.size() && index < to; i++) {
                visitor.visit(index, bundle.get(i));
                index++;
            }
        }
    }

    /**
     * Reads every entry and every tile below a checkpoint and holds them against one another, against its root, and
     * against every checkpoint that was kept or is given. Memory does not grow with the log.
     *
     * @param earlier checkpoints from elsewhere, such as an auditor's own
     * @param visitor given each entry that is whole, whether or not its hash is right, before it is checked
     */
    public LogReport verify(SignedCheckpoint head, List<Checkpoint> earlier, EntryVisitor visitor) {
        return new LogAudit(directory, key, head.checkpoint(), visitor).run(earlier);
    }

    private byte[] bytes(long index, SignedCheckpoint head) {
        Tiles tiles = new Tiles(directory, head.checkpoint().size());
        return tiles.entries(index / Tile.WIDTH).get((int) (index % Tile.WIDTH));
    }

    private static void requireProof(InclusionProof proof, byte[] entry) {
        if (!proof.proves(entry)) {
            throw new LogException(
                    LogFault.DAMAGED,
                    "entry " + proof.index() + " is not in the tree of its checkpoint; check the whole log to see what"
                            + " was changed");
        }
    }
}
