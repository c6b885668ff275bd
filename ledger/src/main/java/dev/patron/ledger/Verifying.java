package dev.patron.ledger;

import dev.patron.log.SignedCheckpoint;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Recomputes what the ledger claims, from its events and rows, with tables and sums of its own.
 *
 * <p>Ten checks: every event is canonical and hashes to what is stored; every intent walked a legal path; balances
 * are the sum of their postings; reservations fit their payments; anchors and buckets are the sum of their
 * reservations; no shot has two live payments, save those that a recovery or a reversal brought back; every row of every
 * table says what the events tell; the steps of runs lie beside the database too; database and journal hold the same
 * signatures; the signed log holds the same events.
 *
 * <p>Rows and steps are not told where the ledger's first events were written by an earlier version, which did not ask
 * every field of them. Memory: one telling of every row ({@link Tables}), and a digest of each signature.
 */
final class Verifying {
    private final Database database;
    private final Journal journal;
    private final VerifyingLog log;
    private final StepFiles steps;
    private final String ledger;
    private Findings findings = new Findings();
    private String check = "";

    Verifying(Database database, Journal journal, VerifyingLog log, StepFiles steps, String ledger) {
        this.database = database;
        this.journal = journal;
        this.log = log;
        this.steps = steps;
        this.ledger = ledger;
    }

    VerifyReport run(StepWatcher watcher) {
        Map<String, String> journaled = JournalAudit.requests(journal, _ -> {});
        List<String> unreadable = new ArrayList<>();
        Optional<SignedCheckpoint> head = log.head(unreadable::add);
        return database.view(sql -> {
            findings = new Findings();
            Transitions tracks = new Transitions();
            Retelling retelling = new Retelling();
            VerifyingSchema schema = new VerifyingSchema(sql, ledger);
            check("events", () -> {
                schema.boundary(sql).ifPresent(this::problem);
                events(sql, watcher, new Reading(schema, tracks, retelling));
            });
            check("transitions", () -> states(sql, tracks.states()));
            check("balances", () -> {
                balances(sql);
                VerifyingClaims.problems(sql).forEach(this::problem);
            });
            check("reservations", () -> VerifyingPayments.reservations(sql).forEach(this::problem));
            check("budgets", () -> VerifyingBudgets.problems(sql).forEach(this::problem));
            check("live payments", () -> {
                VerifyingPayments.live(sql).forEach(this::problem);
                VerifyingGateway.problems(sql).forEach(this::problem);
            });
            if (schema.isComplete()) {
                Tables told = retelling.end();
                List<Tables.Row> missing = new ArrayList<>();
                check("rows", () -> missing.addAll(new VerifyingRows(sql, told, this::problem).compare()));
                check("steps", () -> new VerifyingSteps(steps, findings, check).compare(told, missing));
            }
            check("journal", () -> journal(sql, journaled));
            check("log", () -> {
                unreadable.forEach(this::problem);
                log.problems(sql, head, watcher).forEach(this::problem);
            });
            return new VerifyReport(
                    sql.count("SELECT COUNT(*) FROM event"),
                    sql.count("SELECT COUNT(*) FROM posting"),
                    sql.count("SELECT COUNT(*) FROM intent"),
                    findings.checks(),
                    findings.problems(),
                    findings.repairs(),
                    head.map(SignedCheckpoint::note));
        });
    }

    private interface Step {
        void run() throws SQLException;
    }

    private void check(String name, Step step) throws SQLException {
        check = name;
        findings.begin(name);
        try {
            step.run();
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException | LedgerException e) {
            problem("the check of " + name + " met what cannot be read: " + e.getMessage());
        }
    }

    private void problem(String what) {
        findings.add(check, what);
    }

    private record Stored(EventRecord row, String hash) {}

    /** Who takes each event that could be read. */
    private record Reading(VerifyingSchema schema, Transitions tracks, Retelling retelling) {}

    private void events(Sql sql, StepWatcher watcher, Reading reading) throws SQLException {
        long all = sql.count("SELECT COUNT(*) FROM event");
        long done = 0;
        long last = 0;
        while (true) {
            List<Stored> page = sql.list(
                    "SELECT * FROM event WHERE seq > ? ORDER BY seq FETCH FIRST 1000 ROWS ONLY",
                    row -> new Stored(LedgerReader.eventRow(row), row.text("hash")),
                    last);
            if (page.isEmpty()) {
                return;
            }
            page.forEach(event -> event(event, reading));
            last = page.getLast().row().seq();
            done += page.size();
            watcher.told("events checked", done, all);
        }
    }

    private void event(Stored stored, Reading reading) {
        EventRecord event = stored.row();
        String where = "event " + event.seq() + " (" + event.type() + "): ";
        if (!Digests.sha256(event.body()).equals(stored.hash())) {
            problem(where + "its bytes do not hash to what is stored");
            return;
        }
        Map<String, Object> body;
        try {
            body = Json.readObject(event.body());
        } catch (IllegalArgumentException e) {
            problem(where + "its bytes are not canonical JSON");
            return;
        }
        if (!reading.schema().fits(event, body)) {
            problem(where + "its envelope does not fit its row");
            return;
        }
        Optional<String> wrong = reading.schema().problem(event.seq(), body);
        wrong.ifPresent(what -> problem(where + what));
        event.intent().flatMap(intent -> reading.tracks().walk(intent, body)).ifPresent(what -> problem(where + what));
        if (wrong.isEmpty() && reading.schema().isComplete()) {
            reading.retelling().take(new Fields(body)).ifPresent(what -> problem(where + what));
        }
    }

    private void states(Sql sql, Map<String, String> walked) throws SQLException {
        Set<String> missing = new TreeSet<>(walked.keySet());
        sql.list("SELECT id, payment FROM intent ORDER BY id", row -> Map.entry(row.text("id"), row.text("payment")))
                .forEach(row -> {
                    missing.remove(row.getKey());
                    String end = walked.getOrDefault(row.getKey(), "");
                    String expected = end.equals("REVERSED") ? "UNKNOWN" : end;
                    if (!expected.equals(row.getValue())) {
                        problem("intent " + row.getKey() + " stands at `" + row.getValue()
                                + "` and its events lead to `" + expected + "`");
                    }
                });
        missing.forEach(id -> problem("intent " + id + " has events and no row"));
    }

    private void balances(Sql sql) throws SQLException {
        Map<String, BigInteger> sums = new TreeMap<>();
        sql.each("SELECT source, destination, token, units FROM posting", row -> {
            BigInteger units = row.units("units");
            String token = " of " + row.text("token");
            sums.merge(row.text("source") + token, units.negate(), BigInteger::add);
            sums.merge(row.text("destination") + token, units, BigInteger::add);
        });
        Map<String, BigInteger> stored = new TreeMap<>();
        sql.list(
                        "SELECT id, token, balance FROM account",
                        row -> Map.entry(row.text("id") + " of " + row.text("token"), row.units("balance")))
                .forEach(entry -> stored.put(entry.getKey(), entry.getValue()));
        Set<String> names = new HashSet<>(sums.keySet());
        names.addAll(stored.keySet());
        for (String name : names.stream().sorted().toList()) {
            BigInteger sum = sums.getOrDefault(name, BigInteger.ZERO);
            BigInteger balance = stored.getOrDefault(name, BigInteger.ZERO);
            if (!sum.equals(balance)) {
                problem("account " + name + " stands at " + balance + " and its postings sum to " + sum);
            }
            boolean mayBeNegative = name.startsWith("equity/") || name.startsWith(Books.TREASURY + " ");
            if (balance.signum() < 0 && !mayBeNegative) {
                problem("account " + name + " is below zero: " + balance);
            }
        }
    }

    /**
     * Holds database and journal against each other.
     *
     * @param unknown the journal's requests before the database was looked at: the database must know them all. What it
     *                knows must be in the journal by now, save a signature that was not sent yet.
     */
    private void journal(Sql sql, Map<String, String> unknown) throws SQLException {
        if (journal.isTorn()) {
            findings.repair(JournalAudit.TORN);
        }
        Map<String, String> now = JournalAudit.requests(journal, this::problem);
        sql.each(
                "SELECT s.intent, s.request, i.payment FROM signed_payment s JOIN intent i ON i.id = s.intent"
                        + " ORDER BY s.intent",
                row -> {
                    String intent = row.text("intent");
                    unknown.remove(intent);
                    String known = now.get(intent);
                    if (known == null && row.text("payment").equals("AUTHORIZED")) {
                        findings.repair(JournalAudit.unsent(intent));
                    } else if (known == null) {
                        problem("the journal lacks the signature of intent " + intent);
                    } else if (!known.equals(Digests.sha256(row.bytes("request")))) {
                        problem("journal and database differ about intent " + intent);
                    }
                });
        VerifyingGateway.others(sql, now, this::problem, findings::repair).forEach(unknown::remove);
        unknown.keySet().forEach(id -> problem("the database lacks the signature of intent " + id));
    }
}
