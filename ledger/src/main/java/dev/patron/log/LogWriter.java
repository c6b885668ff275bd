package dev.patron.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Appends to a log in a folder laid out as C2SP tlog-tiles: {@code checkpoint}, {@code tile/<L>/<N>},
 * {@code tile/entries/<N>}; and {@code checkpoints}, the notes that are kept ({@link Keeping}).
 *
 * <p>The durable state is the last checkpoint. {@link #append} writes tiles and bundles as they fill and holds the rest in
 * memory; {@link #checkpoint} writes the partial ones, syncs, signs, and puts the new checkpoint in place. What a process
 * that died has written beyond the last checkpoint counts for nothing and is written over. Nothing below a checkpoint is
 * ever written again. Partial tiles stay for as long as their full tile is not under a checkpoint (an earlier checkpoint
 * may need them); then they are removed.
 *
 * <p>Only one writer may be open on a folder: the caller sees to that. Safe for any number of threads. After a failure
 * the writer refuses everything: open the log again.
 */
public final class LogWriter {
    private static final Duration KEPT_APART = Duration.ofHours(1);
    private final Path directory;
    private final LogKey key;
    private final LogWatcher watcher;
    private final History history;
    private final DurableFiles files = new DurableFiles();
    private final List<Tile> filled = new ArrayList<>();
    private final Tail tail;
    private long size;
    private @Nullable SignedCheckpoint last;
    private long keptSize;
    private @Nullable Instant keptAt;
    private boolean broken;

    private LogWriter(LogDirectory log, Tail tail, LogKey key, LogWatcher watcher) {
        this.directory = log.directory();
        this.history = log.history();
        this.key = key;
        this.watcher = watcher;
        this.tail = tail;
        this.last = log.last();
        this.size = log.head().size();
        this.keptSize = log.keptSize();
        for (int level = 0; level < tail.height(); level++) {
            long full = Tile.count(level, size) / Tile.WIDTH;
            if (full > 0) {
                filled.add(new Tile(level, full - 1, Tile.WIDTH));
                if (level == 0) {
                    filled.add(new Tile(Tile.ENTRIES, full - 1, Tile.WIDTH));
                }
            }
        }
    }

    /**
     * Opens the log in a folder, or begins one, and continues it exactly where its last checkpoint ends.
     *
     * @param witnessed checkpoints that were signed earlier, remembered elsewhere: each must be a beginning of this tree
     * @throws LogException with {@link LogFault#ROLLBACK} or {@link LogFault#FORK} when one is not;
     *     {@link LogFault#SIGNATURE}, {@link LogFault#MALFORMED} or {@link LogFault#DAMAGED} when the folder's own files
     *     do not hold together. Nothing was written then, but for a note cut short at the end of {@code checkpoints}
     */
    public static LogWriter open(Path directory, LogKey key, LogWatcher watcher, List<Checkpoint> witnessed) {
        try {
            LogDirectory log = LogDirectory.open(directory, key.verifier());
            Tiles tiles = new Tiles(directory, log.head().size());
            Tail tail = Tail.read(tiles, log.head().size());
            log.requireContinues(tail.frontier().root(), witnessed, tiles);
            return new LogWriter(log, tail, key, watcher);
        } catch (IOException e) {
            throw new LogException(
                    LogFault.STORE, "the log `" + directory + "` could not be opened: " + e.getMessage(), e);
        }
    }

    /**
     * Appends entries in their order. They are durable, and in the log, once a checkpoint was made after this.
     *
     * @return the index of the first
     * @throws LogException with {@link LogFault#TOO_LARGE} when one has more than 65535 bytes; nothing was appended
     */
    public synchronized long append(List<byte[]> entries) {
        for (byte[] entry : entries) {
            if (entry.length > Bundle.ENTRY_BYTES_MOST) {
                throw new LogException(
                        LogFault.TOO_LARGE,
                        "an entry of " + entry.length + " bytes is refused; a log's entry has at most 65535");
            }
        }
        long first = size;
        attempt(() -> {
            for (byte[] entry : entries) {
                size++;
                Bundle.append(tail.bundle(), entry);
                if (size % Tile.WIDTH == 0) {
                    writeBundle();
                    tail.bundle().reset();
                }
                add(0, Merkle.leaf(entry));
            }
        });
        return first;
    }

    /**
     * Signs the tree as it is and makes it durable. Without new entries the last checkpoint is given again.
     *
     * @param at the time by which {@link Keeping#HOURLY} is counted; it is not in the checkpoint
     */
    public synchronized SignedCheckpoint checkpoint(Instant at, Keeping keeping) {
        attempt(() -> {
            if (last == null || signedSize() != size) {
                advance();
            }
            if (isDue(at, keeping)) {
                history.append(head());
                keptSize = size;
                keptAt = at;
                watcher.reached(LogPoint.CHECKPOINT_KEPT);
            }
            removePartials();
        });
        return head();
    }

    /** Entries appended so far, those without a checkpoint included. */
    public synchronized long size() {
        return size;
    }

    /** The root of the tree of everything appended so far. */
    public synchronized Hash root() {
        return tail.frontier().root();
    }

    /** The last checkpoint; empty if none was ever made. */
    public synchronized Optional<SignedCheckpoint> last() {
        return Optional.ofNullable(last);
    }

    private void add(int level, Hash hash) throws IOException {
        List<Hash> hashes = tail.level(level);
        hashes.add(hash);
        if (hashes.size() == Tile.WIDTH) {
            writeTile(level);
            Hash root = Tiles.rootOf(hashes);
            hashes.clear();
            add(level + 1, root);
        }
    }

    private void advance() throws IOException {
        long before = signedSize();
        if (size % Tile.WIDTH > 0) {
            writeBundle();
        }
        for (int level = 0; level < tail.height(); level++) {
            if (!tail.level(level).isEmpty() && Tile.count(level, before) != Tile.count(level, size)) {
                writeTile(level);
            }
        }
        files.sync();
        watcher.reached(LogPoint.TREE_SYNCED);
        Checkpoint next =
                new Checkpoint(key.verifier().name(), size, tail.frontier().root());
        SignedCheckpoint signed = SignedCheckpoint.sign(next, key);
        files.write(directory.resolve(LogDirectory.CHECKPOINT), LogDirectory.bytes(signed));
        files.sync();
        last = signed;
        watcher.reached(LogPoint.CHECKPOINT_WRITTEN);
    }

    private void writeBundle() throws IOException {
        write(
                Tile.of(Tile.ENTRIES, (size - 1) / Tile.WIDTH, size),
                tail.bundle().toByteArray());
        watcher.reached(LogPoint.BUNDLE_WRITTEN);
    }

    private void writeTile(int level) throws IOException {
        long index = (Tile.count(level, size) - 1) / Tile.WIDTH;
        write(Tile.of(level, index, size), Tail.bytes(tail.level(level)));
        watcher.reached(LogPoint.TILE_WRITTEN);
    }

    private void write(Tile tile, byte[] bytes) throws IOException {
        files.write(directory.resolve(tile.path()), bytes);
        removeUnsigned(tile);
        if (tile.isFull()) {
            filled.add(tile);
        }
    }

    /** Removes forms of a tile that a writer left which died before it signed: they may say something else. */
    private void removeUnsigned(Tile tile) throws IOException {
        long signed = Tile.count(tile.level(), signedSize()) - tile.index() * Tile.WIDTH;
        for (int width : Tiles.partials(directory, tile)) {
            if (width > signed && width != tile.width()) {
                Files.delete(directory.resolve(tile.ofWidth(width).path()));
            }
        }
    }

    private long signedSize() {
        return last == null ? 0 : last.checkpoint().size();
    }

    private boolean isDue(Instant at, Keeping keeping) {
        boolean isHourPast = keptAt == null || !at.isBefore(keptAt.plus(KEPT_APART));
        return size > keptSize && (keeping == Keeping.FOR_GOOD || isHourPast);
    }

    private void removePartials() throws IOException {
        boolean removed = false;
        for (Tile tile : filled) {
            Path folder = directory.resolve(tile.partials());
            if (Files.isDirectory(folder)) {
                DurableFiles.removeFolder(folder);
                removed = true;
            }
        }
        filled.clear();
        if (removed) {
            watcher.reached(LogPoint.PARTIALS_REMOVED);
        }
    }

    private SignedCheckpoint head() {
        if (last == null) {
            throw new IllegalStateException("no checkpoint was made yet");
        }
        return last;
    }

    private void attempt(Step step) {
        if (broken) {
            throw new LogException(LogFault.STORE, "the log was not written to the end before; open it again");
        }
        broken = true;
        try {
            step.run();
        } catch (IOException e) {
            throw new LogException(
                    LogFault.STORE, "the log `" + directory + "` could not be written: " + e.getMessage(), e);
        }
        broken = false;
    }

    private interface Step {
        void run() throws IOException;
    }
}
