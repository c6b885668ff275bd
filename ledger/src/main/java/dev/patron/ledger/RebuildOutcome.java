package dev.patron.ledger;

import java.nio.file.Path;
import java.util.Optional;

/** What became of a ledger whose database was to be made again. */
public sealed interface RebuildOutcome {
    String ledger();

    /** How many events the log holds. */
    long events();

    /** The root of the log's tree, in base 64. */
    String root();

    /** The database that is there is sound; nothing was changed. */
    record Sound(String ledger, long events, String root) implements RebuildOutcome {}

    /**
     * The database that is there is sound, and the log that was older than it is whole again.
     *
     * @param continued how many events the log lacked
     */
    record LogContinued(String ledger, long events, String root, long continued) implements RebuildOutcome {}

    /**
     * A new database is in place.
     *
     * @param applied signatures that only the journal had
     * @param stepsLost steps of runs whose bytes are nowhere: a run that lacks one cannot be resumed
     * @param kept the database that was there before
     */
    record Rebuilt(String ledger, long events, String root, int applied, long stepsLost, Optional<Path> kept)
            implements RebuildOutcome {}
}
