package dev.patron.ledger;

import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.money.Usd;
import dev.patron.policy.Window;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Bringing back money that the database does not know: from journal records it lacks, and from the chain.
 *
 * <p>What is brought back is at risk, counts in every budget at the time it was reserved, and waits for the chain to
 * say what became of it. Nothing here asks a policy: the money may be gone already.
 */
final class Recovering {
    private final Budgets budgets;
    private final Events events;
    private final Runs runs;
    private final Accounts accounts;

    Recovering(Budgets budgets, Events events, Runs runs, Accounts accounts) {
        this.budgets = budgets;
        this.events = events;
        this.runs = runs;
        this.accounts = accounts;
    }

    /** A payment that exists outside. */
    record Outside(
            boolean simulated, Address payee, BigInteger units, Instant reservedAt, String policy, String source) {}

    /** Makes an intent UNKNOWN because the chain shows its nonce used. */
    void fromChain(Sql sql, String intent, boolean simulated, ChainProof proof) throws SQLException {
        atRisk(
                sql,
                Intents.get(sql, intent),
                new Outside(simulated, proof.payee(), proof.units(), proof.blockTime(), "", "chain"));
    }

    /** Makes an intent UNKNOWN with its money reserved, whatever the database thought of it. */
    void atRisk(Sql sql, IntentRecord intent, Outside outside) throws SQLException {
        Budgets.Scope scope = new Budgets.Scope(outside.simulated(), intent.agent(), intent.run());
        Budgets.Locked locked = budgets.lock(sql, scope);
        long event = events.append(sql, locked.at(), "recovered", Events.Subject.of(intent), fields(intent, outside));
        if (intent.payment() == PaymentState.RESERVED) {
            release(sql, intent, event);
        }
        reserve(sql, intent, outside, scope, event);
        Intents.recover(sql, intent);
        keepShot(sql, intent);
        sql.update(
                "UPDATE shot_attempt SET attempt = ? WHERE run = ? AND shot = ? AND attempt < ?",
                intent.attempt(),
                intent.run(),
                intent.shot(),
                intent.attempt());
    }

    private static Map<String, Object> fields(IntentRecord intent, Outside outside) {
        Usd usd = new Amount(intent.asset(), outside.units()).inUsd();
        Instant at = Sql.micros(outside.reservedAt());
        return Json.object(
                "source", outside.source(),
                "was", intent.payment().name(),
                "round", Integer.toString(intent.round() + 1),
                "units", outside.units().toString(),
                "usd_micros", Long.toString(usd.micros()),
                "payee", outside.payee().text(),
                "simulated", outside.simulated(),
                "reserved_at", at.toString(),
                "bucket", Window.bucketOf(at).toString(),
                "policy", outside.policy());
    }

    /** Gives back a reservation that the database knows: what was signed may be of a later round and price. */
    private void release(Sql sql, IntentRecord intent, long event) throws SQLException {
        Intents.Held held = Intents.mustHold(sql, intent);
        budgets.close(sql, held.scope(), held.own(), Usd.ZERO);
        Intents.setReservation(sql, held, "voided");
        Books.post(sql, new Books.Line(event, 2, held.token()), Books.RESERVED, Books.TREASURY, held.units());
    }

    private void reserve(Sql sql, IntentRecord intent, Outside outside, Budgets.Scope scope, long event)
            throws SQLException {
        Instant bucket = Window.bucketOf(outside.reservedAt());
        Usd usd = new Amount(intent.asset(), outside.units()).inUsd();
        budgets.admit(sql, scope, new Budgets.Own(bucket, usd));
        sql.one("UPDATE intent SET round = round + 1 WHERE id = ?", intent.id());
        sql.one(
                "INSERT INTO reservation (intent, round, decision, simulated, agent, run, provider, token, payee,"
                    + " units, usd_micros, moved_units, moved_micros, bucket, reserved_at, policy, state) VALUES (?,"
                    + " ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, 'pending')",
                intent.id(),
                intent.round() + 1,
                outside.simulated(),
                intent.agent(),
                intent.run(),
                intent.provider(),
                intent.asset().id(),
                outside.payee().text(),
                outside.units(),
                usd,
                bucket,
                outside.reservedAt(),
                outside.policy());
        Books.post(sql, new Books.Line(event, 1, intent.asset().id()), Books.TREASURY, Books.RESERVED, outside.units());
    }

    /** Makes sure that a shot with live money is marked so; another attempt that holds the mark keeps it. */
    static void keepShot(Sql sql, IntentRecord intent) throws SQLException {
        long marked =
                sql.count("SELECT COUNT(*) FROM live_shot WHERE run = ? AND shot = ?", intent.run(), intent.shot());
        if (marked == 0) {
            sql.one(
                    "INSERT INTO live_shot (run, shot, intent) VALUES (?, ?, ?)",
                    intent.run(),
                    intent.shot(),
                    intent.id());
        }
    }

    /**
     * Applies a journal record whose signature the database lacks. A payment that the chain brought back before is at
     * risk or ended already; only its signature is added.
     */
    void apply(Sql sql, Map<String, Object> record, Instant at) throws SQLException {
        Map<String, Object> run = part(record, "run");
        Map<String, Object> shot = part(record, "shot");
        Map<String, Object> intent = part(record, "intent");
        Map<String, Object> reservation = part(record, "reservation");
        String runId = text(run, "id");
        if (sql.count("SELECT COUNT(*) FROM run WHERE id = ?", runId) == 0) {
            runs.restore(sql, opened(runId, run, text(intent, "agent")), Instant.parse(text(run, "opened_at")), at);
        }
        Usd price = Usd.ofMicros(Long.parseLong(text(shot, "price_micros")));
        String provider = text(intent, "provider");
        runs.plan(
                sql,
                runId,
                List.of(new PlannedShot(
                        text(shot, "id"),
                        text(shot, "kind"),
                        provider,
                        text(shot, "model"),
                        price,
                        text(shot, "commitment"))),
                at);
        if (record.containsKey("invoice")) {
            new Tabs(events.ledger(), runs, events).restore(sql, record, at);
        }
        if (record.containsKey(ShotInvoices.JOURNALED)) {
            ShotInvoices.restore(sql, new Tabs(events.ledger(), runs, events), runs, record, at);
        }
        IntentRecord known = runs.intend(sql, intended(runId, shot, intent), at);
        if (known.payment().recoverable()) {
            atRisk(
                    sql,
                    known,
                    new Outside(
                            Boolean.TRUE.equals(run.get("simulated")),
                            new Address(text(reservation, "payee")),
                            new BigInteger(text(reservation, "units")),
                            Instant.parse(text(reservation, "reserved_at")),
                            text(reservation, "policy"),
                            "journal"));
        }
        sign(sql, Intents.get(sql, known.id()), record, at);
        if (record.containsKey("transaction")) {
            accounts.restore(sql, Intents.get(sql, known.id()), part(record, "transaction"), at);
        }
    }

    /** A run as the journal knows it, which is without the brief's own budget. */
    private static NewRun opened(String id, Map<String, Object> run, String agent) {
        return new NewRun(
                id,
                text(run, "brief"),
                text(run, "market"),
                Boolean.TRUE.equals(run.get("simulated")),
                agent,
                text(run, "planner"),
                Optional.empty(),
                Boolean.TRUE.equals(run.get("keyed")),
                text(run, "out"));
    }

    static Asset asset(Map<String, Object> intent) {
        return new Asset(
                text(intent, "symbol"),
                Network.parse(text(intent, "network")),
                new Address(text(intent, "contract")),
                Integer.parseInt(text(intent, "decimals")),
                Usd.ofMicros(Long.parseLong(text(intent, "peg_micros"))));
    }

    private static NewIntent intended(String run, Map<String, Object> shot, Map<String, Object> intent) {
        return new NewIntent(
                text(intent, "id"),
                run,
                text(shot, "id"),
                Integer.parseInt(text(intent, "attempt")),
                text(intent, "agent"),
                text(intent, "provider"),
                asset(intent),
                new Address(text(intent, "authorizer")),
                text(intent, "nonce"));
    }

    private void sign(Sql sql, IntentRecord intent, Map<String, Object> record, Instant at) throws SQLException {
        Map<String, Object> reservation = part(record, "reservation");
        Map<String, Object> signed = part(record, "signed");
        byte[] request = Base64.getDecoder().decode(text(signed, "request"));
        sql.one(
                "INSERT INTO signed_payment (intent, round, payee, units, domain_name, domain_version, valid_before,"
                        + " from_block, signed_at, request) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                intent.id(),
                intent.round(),
                text(reservation, "payee"),
                new BigInteger(text(reservation, "units")),
                text(signed, "domain_name"),
                text(signed, "domain_version"),
                Instant.parse(text(signed, "valid_before")),
                Long.parseLong(text(signed, "from_block")),
                Instant.parse(text(signed, "signed_at")),
                request);
        events.append(
                sql,
                at,
                "signature_restored",
                Events.Subject.of(intent),
                Json.object(
                        "nonce", intent.nonce(),
                        "round", Integer.toString(intent.round()),
                        "payee", text(reservation, "payee"),
                        "units", text(reservation, "units"),
                        "domain_name", text(signed, "domain_name"),
                        "domain_version", text(signed, "domain_version"),
                        "valid_before", text(signed, "valid_before"),
                        "from_block", text(signed, "from_block"),
                        "signed_at", text(signed, "signed_at"),
                        "request", Digests.sha256(request)));
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> part(Map<String, Object> record, String key) {
        if (record.get(key) instanceof Map<?, ?> part) {
            return (Map<String, Object>) part;
        }
        throw new LedgerException(Fault.INTEGRITY, "a journal record lacks `" + key + "`");
    }

    static String text(Map<String, Object> record, String key) {
        if (record.get(key) instanceof String text) {
            return text;
        }
        throw new LedgerException(Fault.INTEGRITY, "a journal record lacks `" + key + "`");
    }
}
