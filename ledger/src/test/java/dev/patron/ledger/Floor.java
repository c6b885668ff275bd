package dev.patron.ledger;

import dev.patron.log.LogKey;
import dev.patron.log.LogReader;
import dev.patron.log.Merkle;
import dev.patron.log.SignedCheckpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What nobody who looks at every event can do without: each one's bytes are read from the log, hashed once as a leaf, and
 * parsed once as canonical JSON. The time of this is the floor that other steps are held against.
 */
public final class Floor {
    private Floor() {}

    /** {@code LEDGER}: the folder that the log and its key lie in. */
    public static void main(String[] arguments) throws IOException {
        Path ledger = Path.of(arguments[0]);
        Path log = ledger.resolve("log");
        String origin =
                Files.readString(log.resolve("checkpoint")).lines().findFirst().orElseThrow();
        LogReader reader = new LogReader(
                log, LogKey.load(origin, ledger.resolve("log-key.pem")).verifier());
        SignedCheckpoint head = reader.checkpoint().orElseThrow();
        long[] seen = {0};
        reader.entries(0, head.checkpoint().size(), head, (_, entry) -> {
            seen[0] += Merkle.leaf(entry).bytes()[0];
            seen[0] +=
                    Json.readObject(new String(entry, StandardCharsets.UTF_8)).size();
        });
        System.out.println(head.checkpoint().size() + " events " + seen[0]);
    }
}
