package dev.patron.log;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a log's folder says of itself when it is opened for writing.
 *
 * @param last its checkpoint, null before the first
 * @param kept the last note in {@code checkpoints}, null if there is none
 */
record LogDirectory(
        Path directory,
        VerifierKey key,
        @Nullable SignedCheckpoint last,
        @Nullable SignedCheckpoint kept) {
    static final String CHECKPOINT = "checkpoint";

    static LogDirectory open(Path directory, VerifierKey key) throws IOException {
        Files.createDirectories(directory);
        Optional<SignedCheckpoint> last = checkpoint(directory, key);
        Optional<SignedCheckpoint> kept = new History(directory, key).repair();
        return new LogDirectory(directory, key, last.orElse(null), kept.orElse(null));
    }

    /** The checkpoint that lies in a folder; empty if none does. */
    static Optional<SignedCheckpoint> checkpoint(Path directory, VerifierKey key) {
        try {
            return Optional.of(SignedCheckpoint.open(Files.readString(directory.resolve(CHECKPOINT)), key));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (CharacterCodingException e) {
            throw new LogException(LogFault.MALFORMED, "`checkpoint` is not UTF-8", e);
        } catch (IOException e) {
            throw new LogException(LogFault.STORE, "`checkpoint` could not be read: " + e.getMessage(), e);
        }
    }

    static byte[] bytes(SignedCheckpoint signed) {
        return signed.note().getBytes(StandardCharsets.UTF_8);
    }

    History history() {
        return new History(directory, key);
    }

    Checkpoint head() {
        return last == null ? new Checkpoint(key.name(), 0, Merkle.EMPTY) : last.checkpoint();
    }

    long keptSize() {
        return kept == null ? 0 : kept.checkpoint().size();
    }

    /** Refuses a tree that is not the head's, or that does not continue what was signed before. */
    void requireContinues(Hash root, List<Checkpoint> witnessed, Tiles tiles) {
        if (!root.equals(head().root())) {
            throw new LogException(
                    LogFault.DAMAGED,
                    "the tiles in `" + directory + "` do not give the root of its checkpoint; the log is not continued"
                            + " until it is restored");
        }
        if (kept != null) {
            requireContinues(kept.checkpoint(), tiles);
        }
        witnessed.forEach(earlier -> requireContinues(earlier, tiles));
    }

    private void requireContinues(Checkpoint earlier, Tiles tiles) {
        Checkpoint head = head();
        if (!earlier.origin().equals(head.origin())) {
            throw new LogException(
                    LogFault.FORK,
                    "the log is `" + head.origin() + "`, an earlier checkpoint is of `" + earlier.origin() + "`");
        }
        if (earlier.size() > head.size()) {
            throw new LogException(
                    LogFault.ROLLBACK,
                    "the log ends at entry " + head.size() + ", but a checkpoint was signed at " + earlier.size()
                            + "; it is not continued until the missing entries are restored");
        }
        List<Hash> proof = Merkle.consistency(earlier.size(), head.size(), tiles);
        if (!Merkle.continues(earlier.size(), earlier.root(), head.size(), head.root(), proof)) {
            throw new LogException(
                    LogFault.FORK,
                    "the log does not continue the checkpoint that was signed at entry " + earlier.size()
                            + "; it is not continued until a person has looked");
        }
    }
}
