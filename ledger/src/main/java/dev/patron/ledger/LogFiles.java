package dev.patron.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the parts of a ledger lie that need no database.
 *
 * @param log     the folder with {@code checkpoint} and {@code tile}
 * @param journal the journal; empty to leave it out
 * @param key     the file of the log's key, whose public half is believed where nobody brings one; empty where it is not there
 */
public record LogFiles(Path log, Optional<Path> journal, Optional<Path> key) {
    /**
     * Finds them.
     *
     * @param folder  the log's own folder, the ledger's, or the data directory
     * @param journal the journal, where it is not the one beside the log
     * @return empty where no log lies there
     */
    public static Optional<LogFiles> find(Path folder, Optional<Path> journal) {
        for (Path log : new Path[] {
            folder, folder.resolve(EventLog.FOLDER), folder.resolve("ledger").resolve(EventLog.FOLDER)
        }) {
            if (Files.isRegularFile(log.resolve("checkpoint")) || Files.isDirectory(log.resolve("tile"))) {
                Path beside = Placing.parent(log);
                return Optional.of(new LogFiles(
                        log,
                        journal.or(() -> there(beside.resolve("journal"))),
                        there(beside.resolve(EventLog.KEY_FILE))));
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> there(Path file) {
        return Optional.of(file).filter(Files::isRegularFile);
    }
}
