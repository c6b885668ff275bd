package dev.patron.ledger;

import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes what a run was asked for unreadable, for good: its brief, plan, answers of a model, request bytes, the salts of
 * its commitments and the path of its folder.
 *
 * <p>{@link #record} comes first and is final: event and mark in one transaction, which looks again whether anything is
 * open. Then copies that lie in the clear are removed by whoever keeps them, and {@link #destroyKey} comes last. So a
 * run that is marked and still has a key was interrupted, and {@link #unfinished} names it. Safe for any number of
 * threads.
 */
public final class Erasure {
    /** What stands for the folder of a run that was erased. */
    private static final String MARK = "";

    private final Database database;
    private final Vault vault;
    private final Events events;
    private final InstantSource clock;
    private final LedgerMeters meters;

    Erasure(Database database, Vault vault, Events events, InstantSource clock, LedgerMeters meters) {
        this.database = database;
        this.vault = vault;
        this.events = events;
        this.clock = clock;
        this.meters = meters;
    }

    /** Why a run is erased. */
    public enum Reason {
        ASKED,
        RETENTION
    }

    /** What erasing a run would take away, or why it may not be; changes nothing. */
    public ErasureOutcome look(RunRecord run) {
        return database.view(sql -> outcome(sql, run));
    }

    /** Records that a run is erased, unless something of it is open or it was recorded before. */
    public ErasureOutcome record(RunRecord run, Reason reason) {
        ErasureOutcome outcome = database.transact(sql -> {
            sql.list("SELECT id FROM run WHERE id = ? FOR UPDATE", row -> row.text("id"), run.id());
            ErasureOutcome found = outcome(sql, run);
            if (found instanceof ErasureOutcome.Granted(ErasureFacts facts)) {
                sql.one("UPDATE run SET out_dir = ? WHERE id = ?", MARK, run.id());
                events.append(
                        sql,
                        Sql.micros(clock.instant()),
                        "erased",
                        Events.Subject.run(run.id()),
                        Json.object(
                                "brief", facts.brief(),
                                "reason", reason.name(),
                                "steps", Long.toString(facts.steps()),
                                "requests", Long.toString(facts.requests()),
                                "assets", Integer.toString(facts.assets().size())));
            }
            return found;
        });
        database.sync();
        if (outcome instanceof ErasureOutcome.Granted) {
            meters.reached(DurablePoint.ERASURE_RECORDED);
        }
        return outcome;
    }

    /** Runs that are recorded as erased and whose key is still there: a stop came between. */
    public List<RunRecord> unfinished() {
        return database
                .transact(sql ->
                        sql.list(Runs.SELECT + "WHERE out_dir = ? ORDER BY id", row -> Runs.record(row, vault), MARK))
                .stream()
                .filter(run -> vault.hasFile(run.id()))
                .toList();
    }

    /** Destroys the key of a run that is recorded as erased; it does nothing where that was done. */
    public void destroyKey(String run) {
        if (database.transact(sql -> at(sql, run)).isEmpty()) {
            throw new LedgerException(Fault.ILLEGAL, "run `" + run + "` is not recorded as erased, and keeps its key");
        }
        vault.destroy(run);
        meters.reached(DurablePoint.KEY_DESTROYED);
    }

    /** When a run was erased; empty when it was not. */
    static Optional<Instant> at(Sql sql, String run) throws SQLException {
        return sql.first(
                "SELECT recorded_at FROM event WHERE run = ? AND type = 'erased' ORDER BY seq",
                row -> row.time("recorded_at"),
                run);
    }

    private ErasureOutcome outcome(Sql sql, RunRecord named) throws SQLException {
        RunRecord run = sql.first(Runs.SELECT + "WHERE id = ?", row -> Runs.record(row, vault), named.id())
                .orElseThrow(() -> new LedgerException(Fault.ILLEGAL, "no run `" + named.id() + "`"));
        ErasureFacts facts = facts(sql, run);
        if (at(sql, run.id()).isPresent()) {
            return new ErasureOutcome.Before(facts);
        }
        List<String> open = open(sql, run);
        return open.isEmpty()
                ? new ErasureOutcome.Granted(facts)
                : new ErasureOutcome.Refused(facts, String.join("; ", open));
    }

    private static ErasureFacts facts(Sql sql, RunRecord run) throws SQLException {
        return new ErasureFacts(
                run.id(),
                run.briefDigest(),
                run.out(),
                sql.count("SELECT COUNT(*) FROM run_step WHERE run = ?", run.id()),
                sql.count(
                        "SELECT COUNT(*) FROM signed_payment s JOIN intent i ON i.id = s.intent WHERE i.run = ?",
                        run.id()),
                sql.list(
                        "SELECT a.sha256 FROM stored_asset a JOIN intent i ON i.id = a.intent JOIN run r ON r.id ="
                                + " i.run WHERE (r.id = ? OR r.out_dir <> ?) AND a.sha256 IN (SELECT b.sha256 FROM"
                                + " stored_asset b JOIN intent j ON j.id = b.intent WHERE j.run = ?) GROUP BY a.sha256"
                                + " HAVING COUNT(DISTINCT i.run) = 1 ORDER BY a.sha256",
                        row -> row.text("sha256"),
                        run.id(),
                        MARK,
                        run.id()));
    }

    /** What keeps a run from being erased: it may still be needed to follow money or goods. */
    private static List<String> open(Sql sql, RunRecord run) throws SQLException {
        List<String> open = new ArrayList<>();
        if (run.isUnfinished()) {
            open.add("it is unfinished (" + run.status() + "); `patron cancel " + run.id() + "` gives it up");
        }
        open.addAll(sql.list(
                "SELECT i.shot, i.payment, i.fulfilment,"
                        + " (SELECT MIN(c.id) FROM claim c WHERE c.intent = i.id AND c.state = 'OPEN') AS claim"
                        + " FROM intent i WHERE i.run = ? AND (i.payment IN ('RESERVED', 'AUTHORIZED', 'UNKNOWN')"
                        + " OR (i.payment = 'SETTLED' AND NOT EXISTS (SELECT 1 FROM proof p"
                        + " WHERE p.intent = i.id AND p.kind = 'SETTLED' AND p.final))"
                        + " OR (i.payment = 'SETTLED' AND i.fulfilment = 'NONE')"
                        + " OR i.fulfilment = 'GENERATING'"
                        + " OR EXISTS (SELECT 1 FROM claim c WHERE c.intent = i.id AND c.state = 'OPEN'))"
                        + " ORDER BY i.shot, i.attempt",
                Erasure::standing,
                run.id()));
        return open;
    }

    private static String standing(Sql.Row row) throws SQLException {
        String shot = row.text("shot");
        Optional<String> claim = row.maybe("claim");
        if (claim.isPresent()) {
            return "claim C" + claim.get() + " of " + shot + " is open";
        }
        PaymentState payment = PaymentState.valueOf(row.text("payment"));
        if (payment.atRisk()) {
            return "the payment of " + shot + " is " + payment;
        }
        return switch (FulfilmentState.valueOf(row.text("fulfilment"))) {
            case NONE -> shot + " is paid and was not handed over; `patron resume` asks for it";
            case GENERATING -> shot + " is being made";
            case DELIVERED, FAILED, OVERDUE, NO_HANDLE ->
                "the settlement of " + shot + " is not final; `patron resume` asks the chain";
        };
    }
}
