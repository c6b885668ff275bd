package dev.patron.ledger;

import dev.patron.log.Checkpoint;
import dev.patron.log.Hash;
import dev.patron.log.LogException;
import dev.patron.log.LogReader;
import dev.patron.log.LogReport;
import dev.patron.log.SignedCheckpoint;
import dev.patron.log.VerifierKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The part of verification that reads the whole signed log and holds it against the events of the database.
 *
 * <p>Uses the public key only, and nothing that writes.
 */
final class VerifyingLog {
    private static final int PAGE = 1000;

    private final Database database;
    private final Path folder;
    private final Trust trust;

    /**
     * @param trust what an auditor brought along; the log must continue each of its checkpoints
     */
    VerifyingLog(Database database, Path folder, Trust trust) {
        this.database = database;
        this.folder = folder;
        this.trust = trust;
    }

    /** The log's checkpoint, read before the database is looked at: each place under it has its row by then. */
    Optional<SignedCheckpoint> head(Consumer<String> problem) {
        try {
            return reader().flatMap(LogReader::checkpoint);
        } catch (LogException e) {
            problem.accept("log: " + e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<LogReader> reader() {
        return database.transact(
                        sql -> sql.first("SELECT text FROM meta WHERE name = 'log_key'", row -> row.text("text")))
                .map(key -> new LogReader(folder, VerifierKey.parse(key)));
    }

    List<String> problems(Sql sql, Optional<SignedCheckpoint> head, StepWatcher watcher) throws SQLException {
        List<String> problems = new ArrayList<>();
        Optional<Remembered> remembered = sql.first(
                "SELECT origin, size, root FROM log_head",
                row -> new Remembered(row.text("origin"), row.number("size"), row.text("root")));
        long places = sql.count("SELECT COUNT(*) FROM leaf");
        if (places != sql.count("SELECT COALESCE(MAX(place) + 1, 0) FROM leaf")) {
            problems.add("log: the places of events have gaps");
        }
        places(sql, problems);
        if (sql.count("SELECT COUNT(*) FROM log_head") > 1) {
            problems.add("log: the database remembers the head of more than one log");
        }
        sql.list(
                        "SELECT l.event FROM leaf l WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.seq = l.event)"
                                + " ORDER BY l.event FETCH FIRST 100 ROWS ONLY",
                        row -> row.number("event"))
                .forEach(event -> problems.add("log: event " + event + " has a place and is missing"));
        if (head.isEmpty()) {
            remembered.ifPresent(signed ->
                    problems.add("log: its checkpoint is missing, and one was signed at entry " + signed.size()));
            if (!trust.notes().isEmpty()) {
                problems.add("log: it has no checkpoint, and is to continue those that were brought along");
            }
            return problems;
        }
        if (places < head.get().checkpoint().size()) {
            problems.add("log: it holds " + head.get().checkpoint().size()
                    + " events and the database knows places for " + places);
        }
        compare(new Placed(sql, watcher), head.get(), remembered, problems);
        return problems;
    }

    /** Reads the table itself, not one of its indexes: each may say something else once the file was changed. */
    private static void places(Sql sql, List<String> problems) throws SQLException {
        BitSet taken = new BitSet();
        sql.each("SELECT * FROM leaf", row -> {
            long place = row.number("place");
            boolean fits = place >= 0 && place < Integer.MAX_VALUE && !taken.get((int) place);
            if (fits) {
                taken.set((int) place);
            } else if (problems.size() < LogReport.FINDINGS_MOST) {
                problems.add("log: table `leaf` gives event " + row.number("event") + " the place " + place
                        + ", which cannot be its own");
            }
        });
    }

    /** The last checkpoint that the database saw. */
    private record Remembered(String origin, long size, String root) {
        Checkpoint checkpoint() {
            return new Checkpoint(origin, size, Hash.parse(root));
        }
    }

    private void compare(Placed placed, SignedCheckpoint head, Optional<Remembered> remembered, List<String> problems) {
        try {
            LogReader reader = reader().orElseThrow();
            trust.key()
                    .filter(key -> !key.equals(reader.key().toString()))
                    .ifPresent(key -> problems.add("log: it is signed with `" + reader.key()
                            + "`, which is not the key that was brought along"));
            if (remembered.isEmpty() && reader.kept().size() > 1) {
                problems.add("log: its checkpoint is at " + head.checkpoint().size()
                        + " entries and the database remembers none");
            }
            List<Checkpoint> earlier = new ArrayList<>(trust.checkpoints(reader.key(), problems::add));
            remembered.map(Remembered::checkpoint).ifPresent(earlier::add);
            LogReport report = reader.verify(head, earlier, (place, entry) -> {
                Optional<Row> row = placed.at(place, head.checkpoint().size());
                boolean same =
                        row.filter(held -> Arrays.equals(held.body(), entry)).isPresent();
                if (!same && problems.size() < LogReport.FINDINGS_MOST) {
                    problems.add("log: place " + place
                            + row.map(held -> " holds other bytes than event " + held.event())
                                    .orElse(" holds an event, and the database has none for it"));
                }
            });
            report.findings().forEach(found -> problems.add(OfflineLog.said(found)));
        } catch (LogException e) {
            problems.add("log: " + e.getMessage());
        }
    }

    private record Row(long place, long event, byte[] body) {}

    /** The events of the database in the order of their places, page by page. */
    private static final class Placed {
        private final Sql sql;
        private final StepWatcher watcher;
        private final Deque<Row> page = new ArrayDeque<>();
        private long from;

        Placed(Sql sql, StepWatcher watcher) {
            this.sql = sql;
            this.watcher = watcher;
        }

        /** The event at a place, none before the last one asked for; empty where the database has none there. */
        Optional<Row> at(long place, long events) {
            while (from <= place) {
                watcher.told("log checked", place, events);
                page.clear();
                page.addAll(read());
                from += PAGE;
            }
            while (!page.isEmpty() && page.getFirst().place() < place) {
                page.removeFirst();
            }
            return Optional.ofNullable(page.peekFirst()).filter(row -> row.place() == place);
        }

        private List<Row> read() {
            try {
                return sql.list(
                        "SELECT l.place, e.seq, e.body FROM leaf l JOIN event e ON e.seq = l.event WHERE l.place >= ?"
                                + " AND l.place < ? ORDER BY l.place",
                        row -> new Row(
                                row.number("place"),
                                row.number("seq"),
                                row.text("body").getBytes(StandardCharsets.UTF_8)),
                        from,
                        from + PAGE);
            } catch (SQLException e) {
                throw new LedgerException(Fault.STORE, "the events could not be read: " + e.getMessage(), e);
            }
        }
    }
}
