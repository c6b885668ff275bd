package dev.patron.ledger;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs, their journals, the shots they plan, and the intents that name those shots. */
final class Runs {
    static final String SELECT = "SELECT * FROM run ";
    private final Events events;
    private final Vault vault;

    Runs(Events events, Vault vault) {
        this.events = events;
        this.vault = vault;
    }

    void open(Sql sql, NewRun run, Instant at) throws SQLException {
        NewRun sealed = run.to(vault.sealText(run.id(), run.out()));
        insert(sql, sealed, at);
        events.append(sql, at, "run_opened", Events.Subject.run(run.id()), opened(sealed));
    }

    /** Brings back a run that only the journal knows, at the time it was opened then; its folder is sealed there. */
    void restore(Sql sql, NewRun run, Instant openedAt, Instant at) throws SQLException {
        insert(sql, run, openedAt);
        Map<String, Object> fields = opened(run);
        fields.put("opened_at", openedAt.toString());
        events.append(sql, at, "run_opened", Events.Subject.run(run.id()), fields);
    }

    private static void insert(Sql sql, NewRun run, Instant at) throws SQLException {
        sql.one(
                "INSERT INTO run (id, brief_digest, market, simulated, agent, planner, budget_micros, keyed, out_dir,"
                        + " status, opened_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'running', ?)",
                run.id(),
                run.briefDigest(),
                run.market(),
                run.simulated(),
                run.agent(),
                run.planner(),
                run.budget().orElse(null),
                run.keyed(),
                run.out(),
                at);
    }

    private static Map<String, Object> opened(NewRun run) {
        Map<String, Object> fields = Json.object(
                "brief", run.briefDigest(),
                "market", run.market(),
                "simulated", run.simulated(),
                "agent", run.agent(),
                "planner", run.planner(),
                "keyed", run.keyed(),
                "out", run.out());
        run.budget().ifPresent(budget -> fields.put("budget_micros", Long.toString(budget.micros())));
        return fields;
    }

    /** Where a run's delivery lies; empty where its key is gone or damaged, which hurts this run alone. */
    private static String folder(String run, String stored, Vault vault) {
        try {
            return vault.openText(run, stored);
        } catch (LedgerException damaged) {
            return "";
        }
    }

    static RunRecord record(Sql.Row row, Vault vault) throws SQLException {
        return new RunRecord(
                row.text("id"),
                row.text("brief_digest"),
                row.text("market"),
                row.flag("simulated"),
                row.text("agent"),
                row.text("planner"),
                row.maybeUsd("budget_micros"),
                row.flag("keyed"),
                folder(row.text("id"), row.text("out_dir"), vault),
                row.text("status"),
                row.time("opened_at"),
                row.maybeTime("ended_at"));
    }

    void status(Sql sql, String run, String status, Instant at) throws SQLException {
        boolean over = !status.equals("running");
        sql.one("UPDATE run SET status = ?, ended_at = ? WHERE id = ?", status, over ? at : null, run);
        events.append(sql, at, "run_status", Events.Subject.run(run), Json.object("status", status));
    }

    /** Records that a run's delivery folder is written, unless it was the last one recorded; whether it was not. */
    boolean delivered(Sql sql, String run, DeliveryFacts facts, Instant at) throws SQLException {
        Map<String, Object> fields =
                Json.object("manifest", facts.manifest(), "files", Integer.toString(facts.files()));
        boolean known = sql.first(
                        "SELECT body FROM event WHERE run = ? AND type = 'delivered' ORDER BY seq DESC FETCH FIRST 1"
                                + " ROWS ONLY",
                        row -> Json.readObject(row.text("body")).entrySet().containsAll(fields.entrySet()),
                        run)
                .orElse(false);
        if (!known) {
            events.append(sql, at, "delivered", Events.Subject.run(run), fields);
        }
        return !known;
    }

    /** Appends a step; the sealed bytes that were written. */
    byte[] step(Sql sql, String run, RunStep step) throws SQLException {
        byte[] sealed = vault.seal(run, step.body());
        sql.one(
                "INSERT INTO run_step (run, seq, kind, body, recorded_at) VALUES (?, ?, ?, ?, ?)",
                run,
                step.seq(),
                step.kind(),
                sealed,
                step.recordedAt());
        events.append(
                sql,
                step.recordedAt(),
                "run_step",
                Events.Subject.run(run),
                Json.object("step", Integer.toString(step.seq()), "kind", step.kind(), "body", Digests.sha256(sealed)));
        return sealed;
    }

    List<RunStep> steps(Sql sql, String run) throws SQLException {
        return sql.list(
                "SELECT * FROM run_step WHERE run = ? ORDER BY seq",
                row -> new RunStep(
                        row.small("seq"),
                        row.text("kind"),
                        vault.open(run, row.bytes("body")).orElse(new byte[0]),
                        row.time("recorded_at")),
                run);
    }

    /** Adds shots to a run; a shot that is planned already stays as it was. */
    void plan(Sql sql, String run, List<PlannedShot> shots, Instant at) throws SQLException {
        for (PlannedShot shot : shots) {
            if (sql.count("SELECT COUNT(*) FROM shot WHERE run = ? AND shot = ?", run, shot.shot()) > 0) {
                continue;
            }
            sql.one(
                    "INSERT INTO shot (run, shot, kind, provider, model, price_micros, commitment)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    run,
                    shot.shot(),
                    shot.kind(),
                    shot.provider(),
                    shot.model(),
                    shot.price(),
                    shot.commitment());
            sql.one("INSERT INTO shot_attempt (run, shot, attempt) VALUES (?, ?, 1)", run, shot.shot());
            events.append(
                    sql,
                    at,
                    "shot_planned",
                    Events.Subject.run(run),
                    Json.object(
                            "shot", shot.shot(),
                            "kind", shot.kind(),
                            "provider", shot.provider(),
                            "model", shot.model(),
                            "price_micros", Long.toString(shot.price().micros()),
                            "prompt", shot.commitment()));
        }
    }

    /** The intent, made if it is not there yet; one that is must pin the same things. */
    IntentRecord intend(Sql sql, NewIntent wanted, Instant at) throws SQLException {
        Optional<IntentRecord> known = Intents.find(sql, wanted.id());
        if (known.isPresent()) {
            IntentRecord intent = known.get();
            boolean same = intent.asset().id().equals(wanted.asset().id())
                    && intent.authorizer().equals(wanted.authorizer())
                    && intent.nonce().equals(wanted.nonce());
            if (!same) {
                throw new LedgerException(
                        Fault.ILLEGAL,
                        "intent `" + intent.id() + "` pinned " + intent.asset().id() + " and wallet "
                                + intent.authorizer() + "; it cannot be paid from another");
            }
            return intent;
        }
        if (sql.count("SELECT COUNT(*) FROM shot WHERE run = ? AND shot = ?", wanted.run(), wanted.shot()) == 0) {
            throw new LedgerException(Fault.ILLEGAL, "NO_LINE_ITEM: no planned shot `" + wanted.shot() + "`");
        }
        Intents.ensureToken(sql, wanted.asset());
        sql.one(
                "INSERT INTO intent (id, run, shot, attempt, agent, provider, token, authorizer, nonce, payment,"
                        + " fulfilment, note, round, opened_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'INTENT', 'NONE', '', 0, ?)",
                wanted.id(),
                wanted.run(),
                wanted.shot(),
                wanted.attempt(),
                wanted.agent(),
                wanted.provider(),
                wanted.asset().id(),
                wanted.authorizer().text(),
                wanted.nonce(),
                at);
        Map<String, Object> fields = Json.object(
                "shot", wanted.shot(),
                "attempt", Integer.toString(wanted.attempt()),
                "agent", wanted.agent(),
                "provider", wanted.provider(),
                "authorizer", wanted.authorizer().text(),
                "nonce", wanted.nonce());
        fields.putAll(DecisionCodec.asset(wanted.asset()));
        events.append(sql, at, "intended", new Events.Subject(wanted.run(), wanted.id()), fields);
        return Intents.get(sql, wanted.id());
    }

    /** A demand that agrees with the catalogue: a new round. */
    void quote(Sql sql, IntentRecord intent, QuoteFacts facts, Instant at) throws SQLException {
        Map<String, Object> asked = Json.object(
                "payee", facts.payee().toString(),
                "units", facts.amount().units().toString(),
                "usd_micros", Long.toString(facts.amount().inUsd().micros()));
        long event = quoted(sql, intent, facts.demandDigest(), asked, at);
        sql.one(
                "INSERT INTO quote (intent, round, event, payee, units, usd_micros, demand_digest, quoted_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                intent.id(),
                intent.round() + 1,
                event,
                facts.payee().address().text(),
                facts.amount().units(),
                facts.amount().inUsd(),
                facts.demandDigest(),
                at);
    }

    /** Starts a round without a usable quote, so that its refusal has a place. */
    void unusable(Sql sql, IntentRecord intent, String demandDigest, Instant at) throws SQLException {
        quoted(sql, intent, demandDigest, Map.of(), at);
    }

    private long quoted(Sql sql, IntentRecord intent, String demandDigest, Map<String, Object> asked, Instant at)
            throws SQLException {
        Intents.move(sql, intent, PaymentState.QUOTED);
        sql.one("UPDATE intent SET round = round + 1 WHERE id = ?", intent.id());
        Map<String, Object> fields = Json.object("round", Integer.toString(intent.round() + 1), "demand", demandDigest);
        fields.putAll(asked);
        return events.append(sql, at, "quoted", Events.Subject.of(intent), fields);
    }

    /** Ends a round before any money is involved. */
    void leave(Sql sql, IntentRecord intent, PaymentState to, Instant at) throws SQLException {
        Intents.move(sql, intent, to);
        events.append(
                sql,
                at,
                "left",
                Events.Subject.of(intent),
                Json.object("to", to.name(), "round", Integer.toString(intent.round())));
    }
}
