package dev.patron.ledger;

import dev.patron.log.Checkpoint;
import dev.patron.log.LogException;
import dev.patron.log.SignedCheckpoint;
import dev.patron.log.VerifierKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What an auditor brings along, from a time or a place that the ledger's holder could not reach.
 *
 * @param key   the log's public key as C2SP writes it; empty to believe the one found beside the log
 * @param notes signed checkpoints of earlier audits: the log must continue each of them
 */
public record Trust(Optional<String> key, List<String> notes) {
    /** Nothing from elsewhere. */
    public static final Trust NONE = new Trust(Optional.empty(), List.of());

    public Trust {
        notes = List.copyOf(notes);
    }

    /** The checkpoints of the notes that a key signed; each other note is a problem. */
    List<Checkpoint> checkpoints(VerifierKey signer, Consumer<String> problem) {
        List<Checkpoint> earlier = new ArrayList<>();
        for (String note : notes) {
            try {
                earlier.add(SignedCheckpoint.open(note, signer).checkpoint());
            } catch (LogException e) {
                problem.accept("log: a checkpoint from elsewhere is none of this log: " + e.getMessage());
            }
        }
        return earlier;
    }
}
