package dev.patron.ledger;

import dev.patron.log.Checkpoint;
import dev.patron.log.Keeping;
import dev.patron.log.LogException;
import dev.patron.log.LogFault;
import dev.patron.log.LogKey;
import dev.patron.log.LogReader;
import dev.patron.log.LogWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Continues a log that is older than its database, or lost, with the events that the database has in the missing places.
 *
 * <p>The database remembers the last checkpoint that was signed. Only events that give exactly its root are signed again,
 * so the log is what it was, but for the notes that were kept in between. Nothing counts before that.
 */
final class ContinuingLog {
    private final LedgerSettings settings;
    private final StepWatcher watcher;

    ContinuingLog(LedgerSettings settings, StepWatcher watcher) {
        this.settings = settings;
        this.watcher = watcher;
    }

    /** Begins a log that is lost; 0 when there is no database that opens and remembers one. */
    long begin() {
        Path folder = settings.directory();
        if (!Files.exists(Database.file(folder, Database.NAME)) || !Files.exists(folder.resolve(EventLog.KEY_FILE))) {
            return 0;
        }
        try (Database database = Database.open(folder, settings.random(), settings.meters())) {
            return from(database);
        } catch (LedgerException e) {
            if (e.fault() == Fault.INTEGRITY && !(e.getCause() instanceof LogException)) {
                return 0;
            }
            throw e;
        }
    }

    /**
     * Gives a log, of which everything that is there was found to be sound, what it lacks.
     *
     * @return how many events; 0 when the database is not ahead
     * @throws LedgerException with a {@link LogException} as its cause when the log is no beginning of what the database remembers
     */
    long from(Database database) {
        List<Checkpoint> remembered = EventLog.witnessed(database);
        return remembered.isEmpty() ? 0 : continued(database, remembered.getFirst());
    }

    private long continued(Database database, Checkpoint remembered) {
        try {
            LogKey key = LogKey.load(remembered.origin(), settings.directory().resolve(EventLog.KEY_FILE));
            Path folder = settings.directory().resolve(EventLog.FOLDER);
            long from = new LogReader(folder, key.verifier())
                    .checkpoint()
                    .map(last -> last.checkpoint().size())
                    .orElse(0L);
            if (from >= remembered.size()) {
                return 0;
            }
            LogWriter writer = LogWriter.open(folder, key, settings.durability()::logged, List.of());
            append(database, writer, remembered);
            writer.checkpoint(settings.clock().instant(), Keeping.FOR_GOOD);
            return remembered.size() - from;
        } catch (LogException e) {
            throw new LedgerException(
                    e.fault() == LogFault.STORE ? Fault.STORE : Fault.INTEGRITY,
                    "the log is older than the database and cannot be continued from it: " + e.getMessage()
                            + "; put a sound copy of `" + EventLog.FOLDER
                            + "` in its place, or none at all; nothing was"
                            + " changed",
                    e);
        }
    }

    private void append(Database database, LogWriter writer, Checkpoint remembered) {
        while (writer.size() < remembered.size()) {
            List<byte[]> bodies = EventLog.bodies(database, writer.size(), remembered.size());
            if (bodies.isEmpty()) {
                break;
            }
            writer.append(bodies);
            watcher.told("events given back to the log", writer.size(), remembered.size());
        }
        if (!writer.root().equals(remembered.root())) {
            throw new LogException(
                    LogFault.FORK,
                    "the events of the database do not give the root that was signed at " + remembered.size());
        }
    }
}
