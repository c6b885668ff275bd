package dev.patron.ledger;

import dev.patron.log.SignedCheckpoint;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
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
 * <p>Eight checks: every event is canonical and hashes to what is stored; every intent walked a legal path; balances
 * are the sum of their postings; reservations fit their payments; anchors and buckets are the sum of their
 * reservations; no shot has two live payments, save those that a recovery or a reversal brought back; database and
 * journal hold the same signatures; the signed log holds the same events.
 */
final class Verifying {
    private static final int PROBLEMS_MOST = 100;

    /** Which events may follow which on one intent's payment track; written out here and nowhere else. */
    private static final Map<String, Set<String>> LEGAL = Map.of(
            "", Set.of("INTENT"),
            "INTENT", Set.of("QUOTED", "ABANDONED", "UNCHARGED", "UNKNOWN"),
            "QUOTED", Set.of("DENIED", "RESERVED", "ABANDONED", "UNCHARGED", "UNKNOWN"),
            "RESERVED", Set.of("AUTHORIZED", "VOIDED", "UNKNOWN"),
            "AUTHORIZED", Set.of("UNKNOWN"),
            "UNKNOWN", Set.of("UNKNOWN", "SETTLED", "EXPIRED", "CANCELLED"),
            "SETTLED", Set.of("SETTLED", "REVERSED", "UNKNOWN"),
            "REVERSED", Set.of("UNKNOWN", "SETTLED", "EXPIRED", "CANCELLED"),
            "IDLE", Set.of("QUOTED", "ABANDONED", "UNCHARGED", "UNKNOWN"),
            "DEAD", Set.of("UNKNOWN"));

    private final Database database;
    private final Journal journal;
    private final VerifyingLog log;
    private final String ledger;
    private final List<String> problems = new ArrayList<>();
    private final List<String> repairs = new ArrayList<>();
    private final List<VerifyReport.Check> checks = new ArrayList<>();

    Verifying(Database database, Journal journal, VerifyingLog log, String ledger) {
        this.database = database;
        this.journal = journal;
        this.log = log;
        this.ledger = ledger;
    }

    VerifyReport run() {
        List<String> journaled = journal.records();
        List<String> unreadable = new ArrayList<>();
        Optional<SignedCheckpoint> head = log.head(unreadable::add);
        return database.view(sql -> {
            problems.clear();
            repairs.clear();
            checks.clear();
            Map<String, String> states = new HashMap<>();
            check("events", () -> events(sql, states));
            check("transitions", () -> states(sql, states));
            check("balances", () -> {
                balances(sql);
                VerifyingClaims.problems(sql).forEach(this::problem);
            });
            check("reservations", () -> VerifyingPayments.reservations(sql).forEach(this::problem));
            check("budgets", () -> VerifyingBudgets.problems(sql).forEach(this::problem));
            check("live payments", () -> VerifyingPayments.live(sql).forEach(this::problem));
            check("journal", () -> journal(sql, journaled));
            check("log", () -> {
                unreadable.forEach(this::problem);
                log.problems(sql, head).forEach(this::problem);
            });
            return new VerifyReport(
                    sql.count("SELECT COUNT(*) FROM event"),
                    sql.count("SELECT COUNT(*) FROM posting"),
                    sql.count("SELECT COUNT(*) FROM intent"),
                    List.copyOf(checks),
                    List.copyOf(problems),
                    List.copyOf(repairs),
                    head.map(SignedCheckpoint::note));
        });
    }

    private interface Step {
        void run() throws SQLException;
    }

    private void check(String name, Step step) throws SQLException {
        int before = problems.size();
        step.run();
        checks.add(new VerifyReport.Check(name, problems.size() == before));
    }

    private void problem(String what) {
        if (problems.size() < PROBLEMS_MOST) {
            problems.add(what);
        }
    }

    private record Stored(long seq, String type, Optional<String> intent, String body, String hash) {}

    private void events(Sql sql, Map<String, String> states) throws SQLException {
        long last = 0;
        while (true) {
            List<Stored> page = sql.list(
                    "SELECT seq, type, intent, body, hash FROM event WHERE seq > ? ORDER BY seq FETCH FIRST 1000 ROWS"
                            + " ONLY",
                    row -> new Stored(
                            row.number("seq"),
                            row.text("type"),
                            row.maybe("intent"),
                            row.text("body"),
                            row.text("hash")),
                    last);
            if (page.isEmpty()) {
                return;
            }
            for (Stored event : page) {
                event(event, states);
            }
            last = page.getLast().seq();
        }
    }

    private void event(Stored event, Map<String, String> states) {
        String where = "event " + event.seq() + " (" + event.type() + "): ";
        if (!Digests.sha256(event.body()).equals(event.hash())) {
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
        boolean fits = "1".equals(body.get("v"))
                && Long.toString(event.seq()).equals(body.getOrDefault("seq", Long.toString(event.seq())))
                && event.type().equals(body.get("type"))
                && ledger.equals(body.get("ledger"))
                && body.containsKey("at")
                && event.intent().map(id -> id.equals(body.get("intent"))).orElse(!body.containsKey("intent"));
        if (!fits) {
            problem(where + "its envelope does not fit its row");
            return;
        }
        event.intent().ifPresent(intent -> walk(where, intent, body, states));
    }

    private void walk(String where, String intent, Map<String, Object> body, Map<String, String> states) {
        String was = states.getOrDefault(intent, "");
        String now = next(body, was);
        if (now.isEmpty()) {
            return;
        }
        String row =
                switch (was) {
                    case "DENIED", "VOIDED", "ABANDONED", "UNCHARGED" -> "IDLE";
                    case "EXPIRED", "CANCELLED" -> "DEAD";
                    default -> was;
                };
        boolean repeated = row.equals("DEAD") && now.equals("UNKNOWN");
        if (repeated || !LEGAL.getOrDefault(row, Set.of()).contains(now)) {
            problem(where + "intent " + intent + " cannot go from `" + was + "` to `" + now + "`");
        }
        states.put(intent, now);
    }

    /** The payment state that an event leads to; empty for events that do not move it. */
    private static String next(Map<String, Object> body, String was) {
        return switch (String.valueOf(body.get("type"))) {
            case "intended" -> "INTENT";
            case "quoted" -> "QUOTED";
            case "reserved" -> "RESERVED";
            case "authorized" -> "AUTHORIZED";
            case "voided" -> "VOIDED";
            case "left" -> String.valueOf(body.get("to"));
            case "recovered" -> "UNKNOWN";
            case "proved" -> String.valueOf(body.get("kind"));
            case "decided", "refused" -> was.equals("QUOTED") && "DENY".equals(body.get("outcome")) ? "DENIED" : "";
            case "answered" -> was.equals("AUTHORIZED") ? "UNKNOWN" : "";
            default -> "";
        };
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
        sql.list("SELECT source, destination, token, units FROM posting", row -> new String[] {
                    row.text("source"),
                    row.text("destination"),
                    row.text("token"),
                    row.units("units").toString()
                })
                .forEach(line -> {
                    BigInteger units = new BigInteger(line[3]);
                    sums.merge(line[0] + " of " + line[2], units.negate(), BigInteger::add);
                    sums.merge(line[1] + " of " + line[2], units, BigInteger::add);
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
     * @param before the journal's records before the database was looked at: the database must know them all. What it
     *               knows must be in the journal by now, save a signature that was not sent yet.
     */
    private void journal(Sql sql, List<String> before) throws SQLException {
        if (journal.isTorn()) {
            repairs.add("the journal ends in a record that was never finished, and so never acted on: it is cut off");
        }
        Map<String, String> unknown = requests(before);
        Map<String, String> now = requests(journal.records());
        sql.list(
                        "SELECT s.intent, s.request, i.payment FROM signed_payment s JOIN intent i ON i.id = s.intent"
                                + " ORDER BY s.intent",
                        row -> List.of(
                                row.text("intent"),
                                Base64.getEncoder().encodeToString(row.bytes("request")),
                                row.text("payment")))
                .forEach(row -> {
                    String intent = row.getFirst();
                    unknown.remove(intent);
                    String known = now.get(intent);
                    if (known == null && row.getLast().equals("AUTHORIZED")) {
                        repairs.add("the signature of intent " + intent
                                + " is not in the journal yet, so nothing was sent under it: it is added");
                    } else if (known == null) {
                        problem("the journal lacks the signature of intent " + intent);
                    } else if (!known.equals(row.get(1))) {
                        problem("journal and database differ about intent " + intent);
                    }
                });
        unknown.keySet().forEach(id -> problem("the database lacks the signature of intent " + id));
    }

    /** The signed request of every intent in some journal records. */
    private Map<String, String> requests(List<String> records) {
        Map<String, String> requests = new TreeMap<>();
        for (String record : records) {
            try {
                Map<String, Object> fields = Json.readObject(record);
                requests.put(
                        Recovering.text(Recovering.part(fields, "intent"), "id"),
                        Recovering.text(Recovering.part(fields, "signed"), "request"));
            } catch (IllegalArgumentException | LedgerException e) {
                problem("a journal record cannot be read");
            }
        }
        return requests;
    }
}
