package dev.patron.ledger;

import dev.patron.money.Amount;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The switch. Reserving and authorizing read it while they hold the anchors; turning it takes the same anchors, so no
 * authorization is committed in a scope after the transaction that froze it.
 */
final class Freezing {
    private final Budgets budgets;
    private final Events events;

    Freezing(Budgets budgets, Events events) {
        this.budgets = budgets;
        this.events = events;
    }

    /** A scope that is frozen, why, and since when. */
    record Freeze(String scope, String reason, Instant since) {}

    /** Freezes a scope, unless it is frozen already, and lists what was signed before. */
    SwitchOutcome freeze(Sql sql, String scope, String reason) throws SQLException {
        Budgets.Locked locked = budgets.lockAll(sql);
        Optional<Freeze> standing = find(sql, scope);
        Freeze freeze = standing.orElse(new Freeze(scope, reason, locked.at()));
        set(sql, events, freeze);
        return outcome(sql, standing.isEmpty(), freeze);
    }

    /** Ends a freeze; a scope that is not frozen stays as it is. */
    SwitchOutcome thaw(Sql sql, String scope) throws SQLException {
        Budgets.Locked locked = budgets.lockAll(sql);
        Optional<Freeze> standing = find(sql, scope);
        if (standing.isPresent()) {
            sql.one("DELETE FROM frozen WHERE scope = ?", scope);
            events.append(sql, locked.at(), "thawed", Events.Subject.none(), Json.object("scope", scope));
        }
        return outcome(sql, standing.isPresent(), standing.orElse(new Freeze(scope, "", locked.at())));
    }

    /** Freezes a scope under whatever anchors the transaction holds; one that is frozen already stays as it is. */
    static void set(Sql sql, Events events, Freeze freeze) throws SQLException {
        if (find(sql, freeze.scope()).isPresent()) {
            return;
        }
        sql.one(
                "INSERT INTO frozen (scope, reason, since) VALUES (?, ?, ?)",
                freeze.scope(),
                freeze.reason(),
                freeze.since());
        events.append(
                sql,
                freeze.since(),
                "frozen",
                Events.Subject.none(),
                Json.object("scope", freeze.scope(), "reason", freeze.reason()));
    }

    private static Optional<Freeze> find(Sql sql, String scope) throws SQLException {
        return sql.first(
                "SELECT scope, reason, since FROM frozen WHERE scope = ?",
                row -> new Freeze(row.text("scope"), row.text("reason"), row.time("since")),
                scope);
    }

    private static SwitchOutcome outcome(Sql sql, boolean changed, Freeze freeze) throws SQLException {
        return new SwitchOutcome(changed, freeze.reason(), freeze.since(), outstanding(sql, freeze.scope()));
    }

    /** Signatures in a scope whose fate is open, the first to die first. */
    private static List<OutstandingSignature> outstanding(Sql sql, String scope) throws SQLException {
        return sql
                .list(
                        "SELECT i.id, i.run, i.shot, i.agent, i.provider, i.nonce, i.payment, r.payee, r.units,"
                                + " s.signed_at, s.valid_before,"
                                + " t.symbol, t.network, t.contract, t.decimals, t.peg_micros"
                                + " FROM intent i JOIN token t ON t.id = i.token"
                                + " JOIN reservation r ON r.intent = i.id AND r.round = i.round"
                                + " LEFT JOIN signed_payment s ON s.intent = i.id"
                                + " WHERE i.payment IN ('AUTHORIZED', 'UNKNOWN')"
                                + " ORDER BY s.valid_before, i.run, i.shot",
                        row -> new OutstandingSignature(
                                row.text("run"),
                                row.text("shot"),
                                row.text("agent"),
                                row.text("provider"),
                                row.text("nonce"),
                                PaymentState.valueOf(row.text("payment")),
                                new Amount(Intents.asset(row), row.units("units")).inUsd(),
                                row.text("payee"),
                                row.maybeTime("signed_at"),
                                row.maybeTime("valid_before")))
                .stream()
                .filter(signature -> signature.isIn(scope))
                .toList();
    }
}
