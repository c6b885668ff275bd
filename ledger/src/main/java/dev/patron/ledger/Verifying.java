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
import java.util.concurrent.Future;

/**
 * Recomputes what the ledger claims, from its events and rows, with tables and sums of its own.
 *
 * <p>Eleven checks: the database is made of what its schema makes; every event is canonical and hashes to what is stored; every intent walked a legal path; balances
 * are the sum of their postings; reservations fit their payments; anchors and buckets are the sum of their
 * reservations; no shot has two live payments, save those that a recovery or a reversal brought back; every row of every
 * table says what the events tell; the steps of runs lie beside the database too; database and journal hold the same
 * signatures; the signed log holds the same events.
 *
 * <p>Rows and steps are not told where the ledger's first events were written by an earlier version, which did not ask
 * every field of them. Memory: one telling of every row ({@link Tables}), and a digest of each event and each signature.
 * A second thread follows the events, and then reads the log, while this one reads the database.
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
        long expected = database.transact(sql -> sql.count("SELECT COUNT(*) FROM event"));
        return database.view(sql -> {
            findings = new Findings();
            VerifyingSchema schema = new VerifyingSchema(sql, ledger);
            VerifyingEvents events = new VerifyingEvents(schema, this::problem);
            check("definitions", () -> definitions(sql));
            check("events", () -> {
                schema.boundary(sql).ifPresent(this::problem);
                events.read(sql, expected, watcher);
                schema.unfounded().ifPresent(this::problem);
            });
            VerifyingLog.Looked looked = log.look(sql, events.seen(), head);
            unreadable.forEach(looked.problems()::addFirst);
            try (Beside logging = new Beside()) {
                Future<List<String>> logged = logging.begin(() -> log.compare(looked, watcher));
                Counted counted = rows(sql, events);
                told(sql, schema, events);
                check("journal", () -> journal(sql, journaled));
                check("log", () -> Beside.of(logged).forEach(this::problem));
                return new VerifyReport(
                        events.seen().count(),
                        counted.postings(),
                        counted.payments(),
                        findings.checks(),
                        findings.problems(),
                        findings.repairs(),
                        events.datedBack(),
                        schema.unchecked(),
                        head.map(SignedCheckpoint::note));
            }
        });
    }

    /** What the database is made of, and that no number is given twice. */
    private void definitions(Sql sql) throws SQLException {
        Map<String, Long> given = Map.of(
                "EVENT_NUMBER", sql.count("SELECT MAX(seq) FROM event"),
                "CLAIM_NUMBER", sql.count("SELECT MAX(id) FROM claim"));
        database.owned(owner -> {
            Definitions.compare(owner, this::problem);
            Definitions.sequences(owner, given, this::problem);
            return given;
        });
    }

    private record Counted(long postings, long payments) {}

    /** What rows say of one another. */
    private Counted rows(Sql sql, VerifyingEvents events) throws SQLException {
        long[] counted = new long[2];
        check("transitions", () -> counted[0] = states(sql, events.states()));
        check("balances", () -> {
            counted[1] = balances(sql);
            VerifyingClaims.problems(sql, events.refunds()).forEach(this::problem);
        });
        check("reservations", () -> VerifyingPayments.reservations(sql).forEach(this::problem));
        check("budgets", () -> VerifyingBudgets.problems(sql).forEach(this::problem));
        check("live payments", () -> {
            VerifyingPayments.live(sql).forEach(this::problem);
            VerifyingGateway.problems(sql, events.proofs()).forEach(this::problem);
        });
        return new Counted(counted[1], counted[0]);
    }

    /** What events tell of rows, and of the steps beside them. */
    private void told(Sql sql, VerifyingSchema schema, VerifyingEvents events) throws SQLException {
        if (schema.isComplete()) {
            Tables told = events.told();
            List<Tables.Row> missing = new ArrayList<>();
            check("rows", () -> missing.addAll(new VerifyingRows(sql, told, this::problem).compare()));
            check("steps", () -> new VerifyingSteps(steps, findings, check).compare(told, missing));
        }
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

    /** How many payments there are. */
    private long states(Sql sql, Map<String, String> walked) throws SQLException {
        Set<String> missing = new TreeSet<>(walked.keySet());
        long[] payments = {0};
        sql.each("SELECT id, payment FROM intent", row -> {
            String id = row.text("id");
            String payment = row.text("payment");
            payments[0]++;
            missing.remove(id);
            String end = walked.getOrDefault(id, "");
            String expected = end.equals("REVERSED") ? "UNKNOWN" : end;
            if (!expected.equals(payment)) {
                problem("intent " + id + " stands at `" + payment + "` and its events lead to `" + expected + "`");
            }
        });
        missing.forEach(id -> problem("intent " + id + " has events and no row"));
        return payments[0];
    }

    /** How many postings there are. */
    private long balances(Sql sql) throws SQLException {
        Map<String, BigInteger> sums = new TreeMap<>();
        long[] postings = {0};
        sql.each("SELECT source, destination, token, units FROM posting", row -> {
            postings[0]++;
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
        return postings[0];
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
                "SELECT s.intent, s.request, i.payment FROM signed_payment s JOIN intent i ON i.id = s.intent", row -> {
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
