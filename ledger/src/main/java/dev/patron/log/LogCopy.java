package dev.patron.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Copies a log as it was when it had a certain size, while a {@link LogWriter} may go on with it.
 *
 * <p>The copy is a log that ends with a checkpoint of that size: what its key signed then, signed once more, to the same
 * bytes. It holds neither what was appended later nor notes of later trees. Whether the tiles give the root is not looked
 * at here, and nothing is synced.
 */
public final class LogCopy {
    private final Path from;
    private final LogKey key;
    private final Checkpoint at;

    /**
     * @param from the folder of the log
     * @param at a checkpoint that was signed there
     */
    public LogCopy(Path from, LogKey key, Checkpoint at) {
        this.from = from;
        this.key = key;
        this.at = at;
    }

    /**
     * The notes that were kept up to then; nobody may be keeping one meanwhile.
     *
     * @throws LogException with {@link LogFault#MALFORMED} or {@link LogFault#SIGNATURE} for a note that is not the log's own
     */
    public List<SignedCheckpoint> kept() {
        List<SignedCheckpoint> notes = new ArrayList<>();
        new History(from, key.verifier()).read(note -> {
            if (note.checkpoint().size() <= at.size()) {
                notes.add(note);
            }
        });
        return notes;
    }

    /**
     * Writes the copy.
     *
     * @param notes what {@link #kept} gave
     * @param to a folder that is not there yet
     */
    public void write(List<SignedCheckpoint> notes, Path to) {
        try {
            Files.createDirectories(to);
            tiles(to);
            new History(to, key.verifier()).write(notes);
            Files.write(to.resolve(LogDirectory.CHECKPOINT), LogDirectory.bytes(SignedCheckpoint.sign(at, key)));
        } catch (IOException e) {
            throw new LogException(LogFault.STORE, "the log could not be copied: " + e.getMessage(), e);
        }
    }

    private void tiles(Path to) throws IOException {
        Tiles tiles = new Tiles(from, at.size());
        for (int level = Tile.ENTRIES; Tile.count(level, at.size()) > 0; level++) {
            long hashes = Tile.count(level, at.size());
            for (long index = 0; index * Tile.WIDTH < hashes; index++) {
                Tile tile = Tile.of(level, index, at.size());
                Path file = to.resolve(tile.path());
                Files.createDirectories(DurableFiles.parent(file));
                Files.write(file, beginning(tile, tiles.read(tile)));
            }
        }
    }

    /** A wider form of a tile begins with the tile. */
    private static byte[] beginning(Tile tile, byte[] bytes) {
        int length = tile.level() == Tile.ENTRIES
                ? Bundle.read(bytes, tile.width()).bytes()
                : Math.min(bytes.length, tile.width() * Hash.BYTES);
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }
}
