package dev.patron.ledger;

import dev.patron.policy.Code;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Brings database and journal together after a stop, before anything else is done. */
final class Reconciling {
    private final Database database;
    private final Journal journal;
    private final Acts acts;

    Reconciling(Database database, Journal journal, Acts acts) {
        this.database = database;
        this.journal = journal;
        this.acts = acts;
    }

    RecoveryReport run(Instant at) {
        boolean torn = journal.isTorn();
        journal.cutTorn();
        Map<String, String> journaled = new HashMap<>();
        Set<String> transactions = new HashSet<>();
        int[] applied = {0};
        journal.each(record -> {
            try {
                Map<String, Object> fields = Json.readObject(record);
                if (Accounts.isOther(fields)) {
                    transactions.add(Accounts.journaledOf(fields));
                    applied[0] += another(fields, at) ? 1 : 0;
                    return;
                }
                String id = Recovering.text(Recovering.part(fields, "intent"), "id");
                journaled.put(id, signature(fields));
                applied[0] += apply(fields, id, at) ? 1 : 0;
            } catch (IllegalArgumentException | DateTimeException e) {
                throw new LedgerException(
                        Fault.INTEGRITY,
                        "a journal record cannot be read; nothing is spent until the journal is restored",
                        e);
            }
        });
        int appended = append(journaled) + appendOthers(transactions);
        int voided = voidReservations(at);
        int unknown = markUnknown(at);
        return new RecoveryReport(torn, applied[0], appended, voided, unknown);
    }

    /** Writes down beside the database what lies in it alone: steps of runs that are not over, or that have no file. */
    static void keepSteps(Database database, StepFiles files) {
        record Run(String id, String status) {}
        List<Run> runs = database.transact(
                sql -> sql.list("SELECT id, status FROM run", row -> new Run(row.text("id"), row.text("status"))));
        for (Run run : runs) {
            if (run.status().equals("running") || !files.has(run.id())) {
                Set<String> known = new HashSet<>();
                files.steps(run.id()).forEach(step -> known.add(Digests.sha256(step)));
                database
                        .transact(sql -> sql.list(
                                "SELECT body FROM run_step WHERE run = ? ORDER BY seq",
                                row -> row.bytes("body"),
                                run.id()))
                        .stream()
                        .filter(step -> !known.contains(Digests.sha256(step)))
                        .forEach(step -> files.append(run.id(), step));
            }
        }
    }

    private boolean apply(Map<String, Object> record, String intent, Instant at) {
        Map<String, Object> run = Recovering.part(record, "run");
        Map<String, Object> pinned = Recovering.part(record, "intent");
        boolean known =
                database.transact(sql -> sql.count("SELECT COUNT(*) FROM signed_payment WHERE intent = ?", intent) > 0);
        if (known) {
            return false;
        }
        acts.budgets()
                .prepare(new Budgets.Scope(
                        Boolean.TRUE.equals(run.get("simulated")),
                        Recovering.text(pinned, "agent"),
                        Recovering.text(run, "id")));
        database.transact(sql -> {
            acts.recovering().apply(sql, record, at);
            return true;
        });
        return true;
    }

    /** Applies a transaction that was signed to take another's place; what came first stands earlier in the journal. */
    private boolean another(Map<String, Object> record, Instant at) {
        String id = Recovering.text(Recovering.part(record, "intent"), "id");
        return database.transact(
                sql -> acts.accounts().restore(sql, Intents.get(sql, id), Recovering.part(record, "transaction"), at));
    }

    private int appendOthers(Set<String> journaled) {
        List<String> records = database.transact(Accounts::others).stream()
                .filter(other -> !journaled.contains(other.hash()))
                .map(Accounts.Other::journalRecord)
                .toList();
        records.forEach(journal::append);
        return records.size();
    }

    /** Appends signed rows that the journal lacks, and refuses when the two hold different bytes for one intent. */
    private int append(Map<String, String> journaled) {
        List<String> signed = database.transact(
                sql -> sql.list("SELECT intent FROM signed_payment ORDER BY signed_at", row -> row.text("intent")));
        int appended = 0;
        for (String id : signed) {
            String record = database.transact(sql -> {
                IntentRecord intent = Intents.get(sql, id);
                return acts.authorizing().journalRecord(sql, intent, signedFor(sql, intent));
            });
            String known = journaled.get(id);
            if (known == null) {
                journal.append(record);
                appended++;
            } else if (!known.equals(signature(Json.readObject(record)))) {
                throw new LedgerException(
                        Fault.INTEGRITY,
                        "journal and database hold different signatures for intent `" + id
                                + "`; nothing is spent until both are restored from one backup");
            }
        }
        return appended;
    }

    /** The reservation that was signed, which may be of an earlier round than the intent's last. */
    private static Intents.Held signedFor(Sql sql, IntentRecord intent) throws SQLException {
        return sql.first(
                        "SELECT r.* FROM reservation r JOIN signed_payment s ON s.intent = r.intent AND s.round ="
                                + " r.round WHERE r.intent = ?",
                        Intents::heldRow,
                        intent.id())
                .orElseThrow(() -> new LedgerException(
                        Fault.INTEGRITY, "intent `" + intent.id() + "` is signed and has no reservation"));
    }

    /** The digest of all that a record says of its signature. */
    private static String signature(Map<String, Object> record) {
        return Digests.sha256(Json.write(Recovering.part(record, "signed")));
    }

    private int voidReservations(Instant at) {
        List<String> ids = database.transact(
                sql -> sql.list("SELECT id FROM intent WHERE payment = 'RESERVED'", row -> row.text("id")));
        for (String id : ids) {
            prepare(id);
            database.transact(sql -> {
                IntentRecord intent = Intents.get(sql, id);
                Intents.Held held = Intents.mustHold(sql, intent);
                acts.budgets().lock(sql, held.scope());
                acts.authorizing()
                        .giveBack(
                                sql,
                                intent,
                                held,
                                new Authorizing.Step.GivenBack(
                                        Code.QUOTE_EXPIRED, "the process ended before the payment was signed"),
                                at);
                return true;
            });
        }
        return ids.size();
    }

    private int markUnknown(Instant at) {
        List<String> ids = database.transact(
                sql -> sql.list("SELECT id FROM intent WHERE payment = 'AUTHORIZED'", row -> row.text("id")));
        for (String id : ids) {
            database.transact(sql -> {
                acts.settling().answered(sql, Intents.get(sql, id), new AnswerFacts("restarted", 0, ""), at);
                return true;
            });
        }
        List<String> unknown = database.transact(sql ->
                sql.list("SELECT id FROM intent WHERE payment IN ('UNKNOWN', 'SETTLED')", row -> row.text("id")));
        unknown.forEach(this::prepare);
        return ids.size();
    }

    private void prepare(String id) {
        Intents.Held held = database.transact(sql -> Intents.mustHold(sql, Intents.get(sql, id)));
        acts.budgets().prepare(held.scope());
    }
}
