package dev.patron.ledger;

import dev.patron.log.Checkpoint;
import dev.patron.log.Hash;
import dev.patron.log.Keeping;
import dev.patron.log.LogCopy;
import dev.patron.log.LogException;
import dev.patron.log.LogFault;
import dev.patron.log.LogKey;
import dev.patron.log.LogReader;
import dev.patron.log.LogWriter;
import dev.patron.log.RangeProof;
import dev.patron.log.SignedCheckpoint;
import dev.patron.log.VerifierKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The signed log of a ledger and its one sequencer: gives committed events their places in the signed log, and signs.
 *
 * <p>An event has a place once its row in {@code leaf} is on disk; places have no gaps and follow no order but that in
 * which events were found committed. A transaction that took a lower number and commits later is found later: events
 * without a place are counted, never assumed to lie above the last one placed. Places are durable before the log holds them, so
 * the database is never behind a checkpoint unless one of the two was put back. The log is opened when it is needed. Thread-safe.
 */
public final class EventLog {
    /** Folder of the log and file of its key, beside the database. */
    static final String FOLDER = "log";

    static final String KEY_FILE = "log-key.pem";

    /** What the log signs as, before the ledger's id. */
    static final String ORIGIN = "patron-ledger/";

    private static final int PAGE = 1000;
    private static final String FROM_DATABASE = " from the database, or the newer log is put back";

    private final Database database;
    private final Surroundings around;
    private final LedgerMeters meters;
    private @Nullable Opened opened;
    private long searchedTo;
    private volatile boolean failed;

    EventLog(Database database, Surroundings around, LedgerMeters meters) {
        this.database = database;
        this.around = around;
        this.meters = meters;
    }

    /** Where a ledger's log lies, and what it takes to sign it. */
    record Surroundings(Path directory, String ledger, InstantSource clock, SecureRandom random) {
        /** The name under which the log signs. */
        String origin() {
            return ORIGIN + ledger;
        }

        Path folder() {
            return directory.resolve(FOLDER);
        }
    }

    Path folder() {
        return around.folder();
    }

    private record Opened(LogWriter writer, LogKey key) {}

    private record Fresh(long event, byte[] body) {}

    /**
     * Opens the log, continues it with every event that has a place, and holds its end against the database.
     *
     * @throws LedgerException with {@link Fault#INTEGRITY} when the log is shorter than what was signed, is no continuation
     *     of it, is damaged, or holds what the database does not
     */
    synchronized void open() {
        attempt(this::log);
    }

    /**
     * Gives every committed event its place and signs the tree; empty while there is no event at all.
     *
     * @param keeping whether somebody acts on this checkpoint, so that it is kept for good
     * @throws LedgerException with {@link Fault#STORE} when the log cannot be written; the next call opens it again
     */
    public synchronized Optional<SignedCheckpoint> checkpoint(Keeping keeping) {
        return attempt(() -> {
            Opened log = log();
            place(log.writer());
            if (log.writer().size() == 0) {
                return Optional.<SignedCheckpoint>empty();
            }
            long before =
                    log.writer().last().map(last -> last.checkpoint().size()).orElse(0L);
            SignedCheckpoint signed = log.writer().checkpoint(around.clock().instant(), keeping);
            if (signed.checkpoint().size() != before) {
                remember(signed.checkpoint());
                meters.reached(DurablePoint.CHECKPOINT_SIGNED);
            }
            return Optional.of(signed);
        });
    }

    /** Refuses, with what is wrong, while the log cannot be written: what failed last is tried once more before anything is signed. */
    void mustBeWritable() {
        if (failed) {
            checkpoint(Keeping.HOURLY);
        }
    }

    /**
     * The checkpoint that lies in the log's folder; empty before the first.
     *
     * @throws LedgerException with {@link Fault#INTEGRITY} when it is not one that this ledger signed
     */
    public Optional<SignedCheckpoint> last() {
        Optional<String> known = knownKey();
        try {
            return known.flatMap(key -> new LogReader(around.folder(), VerifierKey.parse(key)).checkpoint());
        } catch (LogException e) {
            throw new LedgerException(Fault.INTEGRITY, "the log's checkpoint: " + e.getMessage(), e);
        }
    }

    /** The public key that its checkpoints are signed with, as C2SP writes it; empty before the first. */
    public Optional<String> verifierKey() {
        return knownKey();
    }

    /**
     * Every event of a purchase with its proof, all under one checkpoint, which is signed now and kept for good.
     *
     * @throws LedgerException with {@link Fault#INTEGRITY} when the log does not give its signed root
     */
    public List<Proven> prove(String intent) {
        SignedCheckpoint head = checkpoint(Keeping.FOR_GOOD)
                .orElseThrow(() -> new LedgerException(Fault.ILLEGAL, "a purchase has events"));
        List<Proving.Placed> placed = database.view(sql -> Proving.events(sql, intent));
        return attempt(() -> {
            LogReader reader = new LogReader(around.folder(), log().key().verifier());
            return placed.stream()
                    .filter(event -> event.place() < head.checkpoint().size())
                    .map(event -> new Proven(event.event(), event.body(), reader.prove(event.place(), head)))
                    .toList();
        });
    }

    /** What lies beside some places below a checkpoint, from the log's files; whoever holds the events there checks it. */
    public RangeProof beside(Places places, SignedCheckpoint head) {
        return attempt(
                () -> new LogReader(around.folder(), log().key().verifier()).range(places.first(), places.end(), head));
    }

    /**
     * Copies the log as it was at a checkpoint that was signed here, while others go on with it.
     *
     * @param to a folder that is not there yet; nothing is synced
     */
    void copy(Checkpoint at, Path to) {
        LogCopy copy;
        List<SignedCheckpoint> kept;
        synchronized (this) {
            copy = new LogCopy(around.folder(), attempt(this::log).key(), at);
            kept = copy.kept();
        }
        copy.write(kept, to);
    }

    private Optional<String> knownKey() {
        return database.transact(
                sql -> sql.first("SELECT text FROM meta WHERE name = 'log_key'", row -> row.text("text")));
    }

    /**
     * Says whether log and database are of different times, by a look at the ends of both; empty when neither is older.
     * What is recorded in spite of it is lost when the older of the two is made again from the newer.
     */
    public Optional<String> misfit() {
        long remembered = witnessed().stream().mapToLong(Checkpoint::size).max().orElse(0);
        long logged;
        try {
            logged = last().map(signed -> signed.checkpoint().size()).orElse(0L);
        } catch (LedgerException e) {
            return Optional.of(e.getMessage() + "; nothing is spent");
        }
        long placed = placed();
        if (placed < logged) {
            return Optional.of(databaseIsOlder(logged, placed));
        }
        return logged < remembered
                ? Optional.of("the log holds " + logged + " events and the database remembers that " + remembered
                        + " were signed: an older copy of the log was put back; nothing is spent until `patron ledger"
                        + " rebuild` continues it" + FROM_DATABASE)
                : Optional.empty();
    }

    /**
     * Refuses to go on when log and database are of different times.
     *
     * @throws LedgerException with {@link Fault#INTEGRITY}
     */
    public void requireFit() {
        misfit().ifPresent(problem -> {
            throw new LedgerException(Fault.INTEGRITY, problem);
        });
    }

    private long placed() {
        return database.transact(sql -> sql.count("SELECT COUNT(*) FROM leaf"));
    }

    private static String databaseIsOlder(long logged, long placed) {
        return "the log holds " + logged + " events and the database knows places for " + placed
                + ": an older copy of the database was put back; nothing is spent until `patron ledger rebuild` makes"
                + " it again from the log";
    }

    /** Whether there is an event that no checkpoint covers. */
    public boolean isBehind() {
        return database.transact(sql -> sql.count("SELECT COUNT(*) FROM event")
                > sql.first("SELECT size FROM log_head", row -> row.number("size"))
                        .orElse(0L));
    }

    private interface Step<T> {
        T run();
    }

    private synchronized <T> T attempt(Step<T> step) {
        boolean done = false;
        try {
            T result = step.run();
            done = true;
            return result;
        } catch (LogException e) {
            Fault fault = e.fault() == LogFault.STORE ? Fault.STORE : Fault.INTEGRITY;
            String after =
                    switch (e.fault()) {
                        case STORE -> " (" + Room.said(around.directory()) + ")";
                        case ROLLBACK ->
                            "; nothing is spent until `patron ledger rebuild` continues it" + FROM_DATABASE;
                        default -> "; nothing is spent";
                    };
            throw new LedgerException(fault, e.getMessage() + after, e);
        } finally {
            failed = !done;
            if (failed) {
                opened = null;
            }
        }
    }

    private Opened log() {
        Opened known = opened;
        if (known == null) {
            LogKey key = key();
            LogWriter writer = LogWriter.open(around.folder(), key, meters::logged, witnessed());
            catchUp(writer, key);
            known = new Opened(writer, key);
            opened = known;
        }
        return known;
    }

    /** The key, made with the log; the database remembers whose it was. */
    private LogKey key() {
        Path file = around.directory().resolve(KEY_FILE);
        Optional<String> known = knownKey();
        if (known.isEmpty() && !Files.exists(file)) {
            LogKey.generate(around.origin(), around.random()).store(file);
        }
        LogKey key = LogKey.load(around.origin(), file);
        String verifier = key.verifier().toString();
        if (known.isEmpty()) {
            database.asOwner(sql -> sql.one("INSERT INTO meta (name, text) VALUES ('log_key', ?)", verifier));
            database.sync();
        } else if (!known.get().equals(verifier)) {
            throw new LedgerException(
                    Fault.INTEGRITY, "`" + file + "` is not the key with which this ledger's log was signed");
        }
        return key;
    }

    private List<Checkpoint> witnessed() {
        return witnessed(database);
    }

    /** The last checkpoint that a database remembers; empty before the first. */
    static List<Checkpoint> witnessed(Database database) {
        return database.transact(sql -> sql.list(
                "SELECT origin, size, root FROM log_head",
                row -> new Checkpoint(row.text("origin"), row.number("size"), Hash.parse(row.text("root")))));
    }

    private void remember(Checkpoint head) {
        database.transact(sql -> {
            String root = head.root().toString();
            int changed = sql.update(
                    "UPDATE log_head SET size = ?, root = ? WHERE origin = ?", head.size(), root, head.origin());
            if (changed == 0) {
                sql.one("INSERT INTO log_head (origin, size, root) VALUES (?, ?, ?)", head.origin(), head.size(), root);
            }
            return true;
        });
    }

    /** Events that got their places before the last process could log them. */
    private void catchUp(LogWriter writer, LogKey key) {
        long logged = writer.size();
        long placed = placed();
        if (placed < logged) {
            throw new LedgerException(Fault.INTEGRITY, databaseIsOlder(logged, placed));
        }
        writer.last().ifPresent(head -> requireSame(key, head));
        for (long from = logged; from < placed; from += PAGE) {
            writer.append(bodies(from));
        }
    }

    private List<byte[]> bodies(long from) {
        return bodies(database, from, from + PAGE);
    }

    /** The events of some places, a page of them at most. */
    static List<byte[]> bodies(Database database, long from, long to) {
        return database.transact(sql -> sql.list(
                "SELECT e.body FROM leaf l JOIN event e ON e.seq = l.event WHERE l.place >= ? AND l.place < ?"
                        + " ORDER BY l.place",
                row -> bytes(row.text("body")),
                from,
                Math.min(to, from + PAGE)));
    }

    /** The last logged event is the one that the database has in that place; `ledger verify` looks at all of them. */
    private void requireSame(LogKey key, SignedCheckpoint head) {
        long last = head.checkpoint().size() - 1;
        byte[] logged = new LogReader(around.folder(), key.verifier()).entry(last, head);
        if (!Arrays.equals(logged, bodies(last).getFirst())) {
            throw new LedgerException(
                    Fault.INTEGRITY,
                    "place " + last + " of the log holds another event than the database; nothing is spent");
        }
    }

    private void place(LogWriter writer) {
        List<Fresh> placed = placePage();
        while (!placed.isEmpty()) {
            database.sync();
            meters.reached(DurablePoint.EVENTS_PLACED);
            writer.append(placed.stream().map(Fresh::body).toList());
            searchedTo = placed.getLast().event();
            placed = placePage();
        }
    }

    /**
     * Places some of the events that have none; none once every committed one has its place. Two counts of two moments do
     * no harm: only this method adds places, and what is committed between them is found by the next call.
     */
    private List<Fresh> placePage() {
        return database.transact(sql -> {
            long next = sql.count("SELECT COUNT(*) FROM leaf");
            long waiting = sql.count("SELECT COUNT(*) FROM event") - next;
            if (waiting == 0) {
                return List.of();
            }
            List<Fresh> found = unplaced(sql, searchedTo);
            if (found.size() < Math.min(waiting, PAGE)) {
                found = unplaced(sql, 0);
            }
            for (Fresh fresh : found) {
                sql.one("INSERT INTO leaf (place, event) VALUES (?, ?)", next, fresh.event());
                next++;
            }
            return found;
        });
    }

    private static List<Fresh> unplaced(Sql sql, long above) throws SQLException {
        return sql.list(
                "SELECT seq, body FROM event e WHERE seq > ? AND NOT EXISTS (SELECT 1 FROM leaf l WHERE l.event ="
                        + " e.seq) ORDER BY seq FETCH FIRST " + PAGE + " ROWS ONLY",
                row -> new Fresh(row.number("seq"), bytes(row.text("body"))),
                above);
    }

    private static byte[] bytes(String body) {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
