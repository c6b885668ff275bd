package dev.patron.ledger;

import dev.patron.log.Checkpoint;
import dev.patron.log.LogException;
import dev.patron.log.LogFault;
import dev.patron.log.LogFinding;
import dev.patron.log.LogKey;
import dev.patron.log.LogReader;
import dev.patron.log.LogReport;
import dev.patron.log.SignedCheckpoint;
import dev.patron.log.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a ledger's database again from its log, its journal and the steps of its runs.
 *
 * <p>The whole log is checked first, with the public key alone. The new database is made beside the old one and takes its
 * place only when it is verified, so a stop at any point leaves the one or the other. A database that is there and sound
 * is left alone, and one that is ahead of its log gives back to it what it lacks ({@link ContinuingLog}). Events that no checkpoint covered are lost with the database; of them the journal knows every signature,
 * which is applied as at any start. No other process may have the folder open.
 */
final class Rebuilding {
    /** The new database, before it takes its place. */
    static final String BESIDE = "ledger.rebuilt";

    /** Events or rows of one transaction: each transaction is one write to the file. */
    private static final int PAGE = 4096;

    private final LedgerSettings settings;
    private final StepWatcher watcher;
    private final Path folder;
    private final String ledger;
    private final LogReader log;
    private final VerifierKey key;
    private final SignedCheckpoint head;

    private Rebuilding(LedgerSettings settings, StepWatcher watcher) {
        this.settings = settings;
        this.watcher = watcher;
        this.folder = settings.directory();
        this.ledger = named(folder);
        String origin = EventLog.ORIGIN + ledger;
        this.key = LogKey.load(origin, folder.resolve(EventLog.KEY_FILE)).verifier();
        this.log = new LogReader(folder.resolve(EventLog.FOLDER), key);
        this.head = log.checkpoint().orElseThrow(() -> nothing(folder));
    }

    static RebuildOutcome run(LedgerSettings settings, StepWatcher watcher) {
        try {
            Path checkpoint = settings.directory().resolve(EventLog.FOLDER).resolve("checkpoint");
            long begun = Files.exists(checkpoint) ? 0 : new ContinuingLog(settings, watcher).begin();
            return given(begun, new Rebuilding(settings, watcher).run());
        } catch (LogException e) {
            Fault fault = e.fault() == LogFault.STORE ? Fault.STORE : Fault.INTEGRITY;
            throw new LedgerException(fault, "the log: " + e.getMessage() + "; nothing was changed", e);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new LedgerException(
                    Fault.INTEGRITY,
                    "the log or the journal cannot be read: " + e.getMessage() + "; nothing was changed",
                    e);
        } catch (IOException e) {
            throw new LedgerException(
                    Fault.STORE,
                    "the database could not be made again: " + e.getMessage() + " (" + Room.said(settings.directory())
                            + ")",
                    e);
        }
    }

    /** The outcome, if it is that the database is sound, of what went before: a log that lacked so many events. */
    private static RebuildOutcome given(long events, RebuildOutcome outcome) {
        return events > 0 && outcome instanceof RebuildOutcome.Sound sound
                ? new RebuildOutcome.LogContinued(sound.ledger(), sound.events(), sound.root(), events)
                : outcome;
    }

    /** The ledger that a folder's log says it is of; the signature holds it to that. */
    private static String named(Path folder) {
        try (var lines = Files.lines(folder.resolve(EventLog.FOLDER).resolve("checkpoint"), StandardCharsets.UTF_8)) {
            return lines.findFirst()
                    .filter(origin -> origin.startsWith(EventLog.ORIGIN))
                    .map(origin -> origin.substring(EventLog.ORIGIN.length()))
                    .orElseThrow(() -> nothing(folder));
        } catch (IOException | java.io.UncheckedIOException e) {
            throw nothing(folder);
        }
    }

    private static LedgerException nothing(Path folder) {
        return new LedgerException(
                Fault.INTEGRITY,
                "there is no signed log in `" + folder.resolve(EventLog.FOLDER)
                        + "` that a database could be made from; nothing was changed");
    }

    private RebuildOutcome run() throws IOException {
        requireSound();
        Checkpoint tree = head.checkpoint();
        Path place = Database.file(folder, Database.NAME);
        Found found = found(place);
        if (found.given() > 0) {
            return given(found.given(), new Rebuilding(settings, watcher).run());
        }
        if (found.isSound()) {
            return new RebuildOutcome.Sound(ledger, tree.size(), tree.root().toString());
        }
        Path fresh = Database.file(folder, BESIDE);
        Files.deleteIfExists(fresh);
        Made made = make();
        settings.durability().reached(DurablePoint.DATABASE_REBUILT);
        boolean present = Files.exists(place);
        Path kept = Placing.unused(
                folder,
                place.getFileName() + ".damaged-" + settings.clock().instant().toEpochMilli(),
                "");
        Placing.replace(fresh, place, kept);
        settings.durability().reached(DurablePoint.DATABASE_REPLACED);
        return new RebuildOutcome.Rebuilt(
                ledger,
                tree.size(),
                tree.root().toString(),
                made.applied(),
                made.stepsLost(),
                present ? Optional.of(kept) : Optional.empty());
    }

    private void requireSound() {
        long events = head.checkpoint().size();
        LogReport report = log.verify(head, List.of(), (place, _) -> said("log checked", place, events));
        if (!report.isSound()) {
            LogFinding found = report.findings().getFirst();
            throw new LedgerException(
                    Fault.INTEGRITY,
                    "the log is damaged at entries " + found.first() + " to " + (found.end() - 1) + ", `" + found.file()
                            + "`: " + found.problem() + "; no database is made from it, and nothing was changed");
        }
    }

    private void said(String step, long done, long events) {
        if (done % PAGE == 0 || done == events) {
            watcher.told(step, done, events);
        }
    }

    /**
     * What the database that is there is good for.
     *
     * @param given how many events it has given to a log that was older; it was not looked at further then
     */
    private record Found(boolean isSound, long given) {}

    private Found found(Path place) throws IOException {
        if (!Files.exists(place) || Files.size(place) == 0) {
            return new Found(false, 0);
        }
        try (Database database = Database.open(folder, settings.random(), settings.meters());
                Journal journal = journal()) {
            long given = new ContinuingLog(settings, watcher).from(database);
            return new Found(given == 0 && verified(database, journal).isSound(), given);
        } catch (LedgerException e) {
            boolean isOfLog = e.getCause() instanceof LogException;
            if (e.fault() == Fault.HELD || e.fault() == Fault.NEWER || isOfLog) {
                throw e;
            }
            return new Found(false, 0);
        }
    }

    private VerifyReport verified(Database database, Journal journal) {
        VerifyingLog audit = new VerifyingLog(database, folder.resolve(EventLog.FOLDER), Trust.NONE);
        return new Verifying(database, journal, audit, steps(), ledger).run(watcher);
    }

    private StepFiles steps() {
        return new StepFiles(folder.resolve(StepFiles.FOLDER));
    }

    private Journal journal() {
        return Journal.open(folder.resolve(Journal.FILE), ledger);
    }

    private record Made(int applied, long stepsLost) {}

    /** Makes the new database beside the old one, on disk when this returns. */
    private Made make() throws IOException {
        boolean whole = false;
        try (Database database = Database.make(folder, BESIDE, settings.random(), settings.meters());
                Journal journal = journal()) {
            SealedBytes sealed = new SealedBytes(journal, new StepFiles(folder.resolve(StepFiles.FOLDER)));
            write(database, fill(database), sealed);
            complete(database);
            Vault vault = new Vault(settings.keys(), settings.random());
            Acts acts = new Acts(database, settings.clock(), vault, ledger);
            RecoveryReport recovered = new Reconciling(database, journal, acts)
                    .run(Sql.micros(settings.clock().instant()));
            VerifyReport report = verified(database, journal);
            if (!report.isSound()) {
                throw new LedgerException(
                        Fault.INTEGRITY,
                        "a database made from log and journal is not sound: "
                                + report.problems().getFirst() + "; nothing was changed");
            }
            database.sync();
            whole = true;
            return new Made(recovered.appliedToLedger(), sealed.lost());
        } finally {
            if (!whole) {
                Files.deleteIfExists(Database.file(folder, BESIDE));
            }
        }
    }

    private record Placed(long place, String body, Fields event) {}

    /** Writes every event and its place, and gives what they tell in the order of their numbers. */
    private Tables fill(Database database) {
        List<Placed> page = new ArrayList<>();
        long events = head.checkpoint().size();
        RetellingInOrder telling = new RetellingInOrder();
        log.entries(0, events, head, (place, entry) -> {
            String body = new String(entry, StandardCharsets.UTF_8);
            page.add(new Placed(place, body, Fields.read(body)));
            if (page.size() == PAGE || place == events - 1) {
                database.transact(sql -> {
                    for (Placed event : page) {
                        insert(sql, event);
                    }
                    return true;
                });
                page.forEach(event -> telling.take(event.event()));
                page.clear();
                watcher.told("events written", place + 1, events);
            }
        });
        return telling.end().orElseGet(() -> retell(database));
    }

    private void insert(Sql sql, Placed placed) throws SQLException {
        Fields event = placed.event();
        Optional<String> problem = EventSchema.problem(event.members(), EventSchema.Strictness.WHOLE);
        if (problem.isPresent() || !event.text("ledger").equals(ledger)) {
            throw new LedgerException(
                    Fault.INTEGRITY,
                    "entry " + placed.place() + " of the log does not tell all that a database holds: "
                            + problem.orElse("it is of another ledger")
                            + "; it was written by an earlier version, or it is damaged. Nothing was changed");
        }
        long seq = event.number("seq");
        sql.one(
                "INSERT INTO event (seq, type, run, intent, recorded_at, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
                seq,
                event.text("type"),
                event.maybeText("run").orElse(null),
                event.maybeText("intent").orElse(null),
                InstantText.parse(event.text("at")),
                placed.body(),
                Digests.sha256(placed.body()));
        sql.one("INSERT INTO leaf (place, event) VALUES (?, ?)", placed.place(), seq);
    }

    private record Numbered(long seq, String body) {}

    /** Tells the events in the order of their numbers, which is that in which those of one thing were committed. */
    private Tables retell(Database database) {
        Retelling retelling = new Retelling();
        long last = 0;
        long done = 0;
        List<Numbered> page = page(database, last);
        while (!page.isEmpty()) {
            page.forEach(event -> retelling.tell(Fields.read(event.body())));
            last = page.getLast().seq();
            done += page.size();
            watcher.told("events applied", done, head.checkpoint().size());
            page = page(database, last);
        }
        return retelling.end();
    }

    /** Writes down every row that was told, with the bytes that no event holds. */
    private static void write(Database database, Tables tables, SealedBytes sealed) {
        for (Tables.Shape shape : Tables.SHAPES) {
            String sql = "INSERT INTO " + shape.table() + " (" + String.join(", ", shape.columns()) + ") VALUES ("
                    + String.join(", ", shape.columns().stream().map(_ -> "?").toList()) + ")";
            Iterator<Tables.Row> rows = tables.rows(shape.table()).iterator();
            while (rows.hasNext()) {
                List<Tables.Row> page = new ArrayList<>();
                while (rows.hasNext() && page.size() < PAGE) {
                    page.add(rows.next());
                }
                database.transact(transaction -> {
                    for (Tables.Row row : page) {
                        write(transaction, sql, row, sealed);
                    }
                    return true;
                });
            }
        }
    }

    private static void write(Sql transaction, String sql, Tables.Row row, SealedBytes sealed) throws SQLException {
        @Nullable Object[] values = row.cells();
        switch (row.shape().table()) {
            case "signed_payment" ->
                values[row.shape().place("request")] = sealed.request(row.text("intent"), row.text("request"));
            case "account_transaction" ->
                values[row.shape().place("request")] = sealed.request(row.text("tx"), row.text("request"));
            case "run_step" -> {
                Optional<byte[]> body = sealed.step(row.text("run"), row.text("body"));
                if (body.isEmpty()) {
                    return;
                }
                values[row.shape().place("body")] = body.get();
            }
            default -> {}
        }
        transaction.one(sql, values);
    }

    private static List<Numbered> page(Database database, long after) {
        return database.transact(sql -> sql.list(
                "SELECT seq, body FROM event WHERE seq > ? ORDER BY seq FETCH FIRST " + PAGE + " ROWS ONLY",
                row -> new Numbered(row.number("seq"), row.text("body")),
                after));
    }

    /** What is no event's: the ledger's id, its log, and where numbers go on. */
    private void complete(Database database) {
        database.asOwner(sql -> {
            sql.one("INSERT INTO meta (name, text) VALUES ('ledger', ?)", ledger);
            sql.one("INSERT INTO meta (name, text) VALUES ('log_key', ?)", key.toString());
            Checkpoint tree = head.checkpoint();
            sql.one(
                    "INSERT INTO log_head (origin, size, root) VALUES (?, ?, ?)",
                    tree.origin(),
                    tree.size(),
                    tree.root().toString());
            sql.execute("ALTER SEQUENCE event_number RESTART WITH "
                    + (sql.count("SELECT COALESCE(MAX(seq), 0) FROM event") + 1));
            sql.execute("ALTER SEQUENCE claim_number RESTART WITH "
                    + (sql.count("SELECT COALESCE(MAX(id), 0) FROM claim") + 1));
        });
    }
}
