package dev.patron.ledger;

import dev.patron.log.Checkpoint;
import dev.patron.log.Hash;
import dev.patron.log.LogException;
import dev.patron.log.LogReader;
import dev.patron.log.LogReport;
import dev.patron.log.SignedCheckpoint;
import dev.patron.log.VerifierKey;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
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

    /** What the database says of the log, and what is wrong with that by itself. */
    record Looked(
            Deque<String> problems, Places places, Optional<Remembered> remembered, Optional<SignedCheckpoint> head) {}

    Looked look(Sql sql, SeenEvents seen, Optional<SignedCheckpoint> head) throws SQLException {
        Deque<String> problems = new ArrayDeque<>();
        Optional<Remembered> remembered = sql.first(
                "SELECT origin, size, root FROM log_head",
                row -> new Remembered(row.text("origin"), row.number("size"), row.text("root")));
        Places places = new Places(seen);
        List<String> misplaced = places.read(sql);
        if (places.count() != sql.count("SELECT COALESCE(MAX(place) + 1, 0) FROM leaf")) {
            problems.add("log: the places of events have gaps");
        }
        problems.addAll(misplaced);
        if (sql.count("SELECT COUNT(*) FROM log_head") > 1) {
            problems.add("log: the database remembers the head of more than one log");
        }
        places.missing().forEach(event -> problems.add("log: event " + event + " has a place and is missing"));
        return new Looked(problems, places, remembered, head);
    }

    /** Reads the whole log; asks the database nothing but the log's key. */
    List<String> compare(Looked looked, StepWatcher watcher) {
        List<String> problems = new ArrayList<>(looked.problems());
        Optional<SignedCheckpoint> head = looked.head();
        if (head.isEmpty()) {
            looked.remembered()
                    .ifPresent(signed -> problems.add(
                            "log: its checkpoint is missing, and one was signed at entry " + signed.size()));
            if (!trust.notes().isEmpty()) {
                problems.add("log: it has no checkpoint, and is to continue those that were brought along");
            }
            return problems;
        }
        long size = head.get().checkpoint().size();
        if (looked.places().count() < size) {
            problems.add("log: it holds " + size + " events and the database knows places for "
                    + looked.places().count());
        }
        compare(looked, head.get(), problems, watcher);
        return problems;
    }

    /** The last checkpoint that the database saw. */
    record Remembered(String origin, long size, String root) {
        Checkpoint checkpoint() {
            return new Checkpoint(origin, size, Hash.parse(root));
        }
    }

    private void compare(Looked looked, SignedCheckpoint head, List<String> problems, StepWatcher watcher) {
        Optional<Remembered> remembered = looked.remembered();
        long size = head.checkpoint().size();
        try {
            LogReader reader = reader().orElseThrow();
            trust.key()
                    .filter(key -> !key.equals(reader.key().toString()))
                    .ifPresent(key -> problems.add("log: it is signed with `" + reader.key()
                            + "`, which is not the key that was brought along"));
            if (remembered.isEmpty() && reader.kept().size() > 1) {
                problems.add("log: its checkpoint is at " + size + " entries and the database remembers none");
            }
            List<Checkpoint> earlier = new ArrayList<>(trust.checkpoints(reader.key(), problems::add));
            remembered.map(Remembered::checkpoint).ifPresent(earlier::add);
            LogReport report = reader.verify(head, earlier, (place, entry) -> {
                if (place % PAGE == 0) {
                    watcher.told("log checked", place, size);
                }
                looked.places()
                        .problem(place, entry)
                        .filter(_ -> problems.size() < LogReport.FINDINGS_MOST)
                        .ifPresent(what -> problems.add("log: place " + place + what));
            });
            report.findings().forEach(found -> problems.add(OfflineLog.said(found)));
        } catch (LogException e) {
            problems.add("log: " + e.getMessage());
        }
    }

    /** Which event the database has in each place: eight bytes a place. Filled by one thread; then safe for any number. */
    static final class Places {
        private static final long NONE = -1;

        private final SeenEvents seen;
        private final TreeSet<Long> missing = new TreeSet<>();
        private long[] events = new long[PAGE];
        private long count;

        Places(SeenEvents seen) {
            this.seen = seen;
            Arrays.fill(events, NONE);
        }

        /** Reads the table itself, not one of its indexes: each may say something else once the file was changed. */
        List<String> read(Sql sql) throws SQLException {
            List<String> problems = new ArrayList<>();
            sql.each("SELECT * FROM leaf", row -> {
                long place = row.number("place");
                long event = row.number("event");
                count++;
                if (!seen.has(event)) {
                    missing.add(event);
                }
                if (missing.size() > LogReport.FINDINGS_MOST) {
                    missing.pollLast();
                }
                if (!take(place, event) && problems.size() < LogReport.FINDINGS_MOST) {
                    problems.add("log: table `leaf` gives event " + event + " the place " + place
                            + ", which cannot be its own");
                }
            });
            late(problems);
            return problems;
        }

        /** A number that was left over, and given long after its turn, would put an event where nobody looks for a new one. */
        private void late(List<String> problems) {
            long highest = 0;
            for (int place = NumberOrder.MOST; place < events.length; place++) {
                highest = Math.max(highest, events[place - NumberOrder.MOST]);
                long event = events[place];
                if (event != NONE && event < highest && problems.size() < LogReport.FINDINGS_MOST) {
                    problems.add("log: event " + event + " has the place " + place
                            + ", and its number is lower than that of an event long before it");
                }
            }
        }

        /** No honest place lies beyond the number of events. */
        private boolean take(long place, long event) {
            if (place < 0 || place >= Math.max(seen.count() * 2, PAGE)) {
                return false;
            }
            if (place >= events.length) {
                int before = events.length;
                events = Arrays.copyOf(events, (int) Math.max(place + 1, before * 2L));
                Arrays.fill(events, before, events.length, NONE);
            }
            boolean isFree = events[(int) place] == NONE;
            events[(int) place] = isFree ? event : events[(int) place];
            return isFree;
        }

        /** How many events have a place. */
        long count() {
            return count;
        }

        /** The first events that have a place and are not there. */
        Collection<Long> missing() {
            return missing;
        }

        /** What the log's entry at a place is not; empty when it is the event that the database has there. */
        Optional<String> problem(long place, byte[] entry) {
            long event = place < events.length ? events[(int) place] : NONE;
            if (event == NONE || !seen.has(event)) {
                return Optional.of(" holds an event, and the database has none for it");
            }
            return seen.has(event, Digests.raw(entry))
                    ? Optional.empty()
                    : Optional.of(" holds other bytes than event " + event);
        }
    }
}
