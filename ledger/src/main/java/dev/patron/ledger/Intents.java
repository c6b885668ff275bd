package dev.patron.ledger;

import dev.patron.money.Address;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.money.Usd;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reading intents, and moving them along their tracks and nowhere else. */
final class Intents {
    static final String SELECT = "SELECT i.id, i.run, i.shot, i.attempt, i.agent, i.provider, i.authorizer, i.nonce,"
            + " i.payment, i.fulfilment, i.note, i.round, i.opened_at,"
            + " t.symbol, t.network, t.contract, t.decimals, t.peg_micros"
            + " FROM intent i JOIN token t ON t.id = i.token ";

    private Intents() {}

    static IntentRecord record(Sql.Row row) throws SQLException {
        return new IntentRecord(
                row.text("id"),
                row.text("run"),
                row.text("shot"),
                row.small("attempt"),
                row.text("agent"),
                row.text("provider"),
                asset(row),
                new Address(row.text("authorizer")),
                row.text("nonce"),
                PaymentState.valueOf(row.text("payment")),
                FulfilmentState.valueOf(row.text("fulfilment")),
                row.text("note"),
                row.small("round"),
                row.time("opened_at"));
    }

    static Asset asset(Sql.Row row) throws SQLException {
        return new Asset(
                row.text("symbol"),
                Network.parse(row.text("network")),
                new Address(row.text("contract")),
                row.small("decimals"),
                row.usd("peg_micros"));
    }

    static Optional<IntentRecord> find(Sql sql, String id) throws SQLException {
        return sql.first(SELECT + "WHERE i.id = ?", Intents::record, id);
    }

    static IntentRecord get(Sql sql, String id) throws SQLException {
        return find(sql, id).orElseThrow(() -> new LedgerException(Fault.ILLEGAL, "no intent `" + id + "`"));
    }

    static List<IntentRecord> ofShot(Sql sql, String run, String shot) throws SQLException {
        return sql.list(SELECT + "WHERE i.run = ? AND i.shot = ? ORDER BY i.attempt", Intents::record, run, shot);
    }

    static void ensureToken(Sql sql, Asset asset) throws SQLException {
        if (sql.count("SELECT COUNT(*) FROM token WHERE id = ?", asset.id()) == 0) {
            sql.one(
                    "INSERT INTO token (id, symbol, network, contract, decimals, peg_micros) VALUES (?, ?, ?, ?, ?, ?)",
                    asset.id(),
                    asset.symbol(),
                    asset.network().toString(),
                    asset.contract().text(),
                    asset.decimals(),
                    asset.peg());
        }
    }

    /** Moves the payment track, guarded by the state it was read in. */
    static void move(Sql sql, IntentRecord intent, PaymentState to) throws SQLException {
        if (!intent.payment().next().contains(to)) {
            throw illegal(intent, intent.payment() + " to " + to);
        }
        set(sql, intent, to);
    }

    /** Moves the payment track to UNKNOWN by the recovery table. */
    static void recover(Sql sql, IntentRecord intent) throws SQLException {
        if (!intent.payment().recoverable()) {
            throw illegal(intent, intent.payment() + " to UNKNOWN by recovery");
        }
        set(sql, intent, PaymentState.UNKNOWN);
    }

    private static void set(Sql sql, IntentRecord intent, PaymentState to) throws SQLException {
        int changed = sql.update(
                "UPDATE intent SET payment = ? WHERE id = ? AND payment = ?", to, intent.id(), intent.payment());
        if (changed != 1) {
            throw illegal(intent, intent.payment() + " to " + to + ": another transaction was first");
        }
    }

    /** Moves the fulfilment track, guarded by the state it was read in. */
    static void fulfil(Sql sql, IntentRecord intent, FulfilmentState to, String note) throws SQLException {
        if (!intent.fulfilment().next().contains(to)) {
            throw illegal(intent, intent.fulfilment() + " to " + to);
        }
        int changed = sql.update(
                "UPDATE intent SET fulfilment = ?, note = ? WHERE id = ? AND fulfilment = ?",
                to,
                note,
                intent.id(),
                intent.fulfilment());
        if (changed != 1) {
            throw illegal(intent, intent.fulfilment() + " to " + to + ": another transaction was first");
        }
    }

    static LedgerException illegal(IntentRecord intent, String what) {
        return new LedgerException(Fault.ILLEGAL, "intent `" + intent.id() + "` cannot go from " + what);
    }

    /** A reservation row. */
    record Held(
            String intent,
            int round,
            boolean simulated,
            String agent,
            String run,
            String provider,
            String token,
            String payee,
            BigInteger units,
            Usd usd,
            BigInteger movedUnits,
            Usd moved,
            Instant bucket,
            Instant reservedAt,
            String policy,
            String state) {
        Budgets.Scope scope() {
            return new Budgets.Scope(simulated, agent, run);
        }

        Budgets.Own own() {
            return new Budgets.Own(bucket, usd);
        }
    }

    static Optional<Held> held(Sql sql, IntentRecord intent) throws SQLException {
        return sql.first(
                "SELECT * FROM reservation WHERE intent = ? AND round = ?",
                Intents::heldRow,
                intent.id(),
                intent.round());
    }

    static Held mustHold(Sql sql, IntentRecord intent) throws SQLException {
        return held(sql, intent)
                .orElseThrow(() -> new LedgerException(
                        Fault.ILLEGAL, "intent `" + intent.id() + "` has no reservation in round " + intent.round()));
    }

    static Held heldRow(Sql.Row row) throws SQLException {
        return new Held(
                row.text("intent"),
                row.small("round"),
                row.flag("simulated"),
                row.text("agent"),
                row.text("run"),
                row.text("provider"),
                row.text("token"),
                row.text("payee"),
                row.units("units"),
                row.usd("usd_micros"),
                row.units("moved_units"),
                row.usd("moved_micros"),
                row.time("bucket"),
                row.time("reserved_at"),
                row.text("policy"),
                row.text("state"));
    }

    static void setReservation(Sql sql, Held held, String state) throws SQLException {
        sql.one(
                "UPDATE reservation SET state = ? WHERE intent = ? AND round = ? AND state = ?",
                state,
                held.intent(),
                held.round(),
                held.state());
    }
}
