package dev.patron.ledger;

import dev.patron.money.Amount;
import dev.patron.money.Usd;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The end of a payment, on nothing but the chain's word; and the way back when a block vanishes. */
final class Settling {
    private static final int OUTCOME_CHARS_MOST = 40;
    private static final int TRANSACTION_CHARS_MOST = 66;
    private final Budgets budgets;
    private final Events events;
    private final Claims claims;
    private final Incidents incidents;

    Settling(Budgets budgets, Events events, Claims claims, Incidents incidents) {
        this.budgets = budgets;
        this.events = events;
        this.claims = claims;
        this.incidents = incidents;
    }

    /** Records one answer to a signed payment, or its absence; the first makes the payment UNKNOWN. */
    void answered(Sql sql, IntentRecord intent, AnswerFacts facts, Instant at) throws SQLException {
        switch (intent.payment()) {
            case AUTHORIZED, UNKNOWN, SETTLED, EXPIRED, CANCELLED -> {}
            case INTENT, QUOTED, DENIED, REFERRED, RESERVED, ABANDONED, UNCHARGED, VOIDED ->
                throw Intents.illegal(intent, intent.payment() + " to answered: nothing was signed");
        }
        String outcome = Foreign.clip(facts.outcome(), OUTCOME_CHARS_MOST);
        String claimed = Foreign.clip(facts.claimedTransaction(), TRANSACTION_CHARS_MOST);
        long n = 1 + sql.count("SELECT COUNT(*) FROM attempt WHERE intent = ?", intent.id());
        sql.one(
                "INSERT INTO attempt (intent, n, outcome, status, claimed_transaction, answered_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                intent.id(),
                n,
                outcome,
                facts.status(),
                claimed,
                at);
        Map<String, Object> fields =
                new LinkedHashMap<>(facts.receipt().map(Incidents::members).orElse(Map.of()));
        fields.putAll(Json.object(
                "n",
                Long.toString(n),
                "outcome",
                outcome,
                "status",
                Integer.toString(facts.status()),
                "claimed_transaction",
                claimed));
        events.append(sql, at, "answered", Events.Subject.of(intent), fields);
        if (intent.payment() == PaymentState.AUTHORIZED) {
            Intents.move(sql, intent, PaymentState.UNKNOWN);
        }
    }

    /**
     * UNKNOWN to SETTLED. A transfer that differs from what was reserved is booked as the chain says and freezes the
     * provider.
     */
    void settle(Sql sql, IntentRecord intent, ChainProof proof) throws SQLException {
        Intents.Held held = Intents.mustHold(sql, intent);
        Budgets.Locked locked = budgets.lock(sql, held.scope());
        Intents.move(sql, intent, PaymentState.SETTLED);
        long event = prove(sql, intent, "SETTLED", proof, locked.at());
        Usd moved = new Amount(intent.asset(), proof.units()).inUsd();
        budgets.close(sql, held.scope(), held.own(), moved);
        Intents.setReservation(sql, held, "posted");
        sql.one(
                "UPDATE reservation SET moved_units = ?, moved_micros = ? WHERE intent = ? AND round = ?",
                proof.units(),
                moved,
                held.intent(),
                held.round());
        book(sql, held, event, proof.units());
        if (!proof.units().equals(held.units()) || !proof.payee().text().equals(held.payee())) {
            incidents.otherTransfer(
                    sql,
                    intent,
                    Json.object(
                            "reserved_units", held.units().toString(),
                            "reserved_payee", held.payee(),
                            "moved_units", proof.units().toString(),
                            "moved_payee", proof.payee().text()),
                    locked.at());
        }
        claims.openIfOwed(sql, Intents.get(sql, intent.id()), locked.at());
    }

    private static void book(Sql sql, Intents.Held held, long event, BigInteger moved) throws SQLException {
        BigInteger fromReserved = moved.min(held.units());
        String expense = Books.expense(held.provider());
        Books.post(sql, new Books.Line(event, 1, held.token()), Books.RESERVED, expense, fromReserved);
        Books.post(
                sql,
                new Books.Line(event, 2, held.token()),
                Books.RESERVED,
                Books.TREASURY,
                held.units().subtract(fromReserved));
        Books.post(sql, new Books.Line(event, 3, held.token()), Books.TREASURY, expense, moved.subtract(fromReserved));
    }

    /** Notes that a standing settlement's block is final. */
    void finalize(Sql sql, IntentRecord intent, ChainProof proof) throws SQLException {
        Budgets.Locked locked = budgets.lock(sql, Intents.mustHold(sql, intent).scope());
        IntentRecord now = Intents.get(sql, intent.id());
        if (now.payment() != PaymentState.SETTLED) {
            throw Intents.illegal(now, now.payment() + " to a final settlement");
        }
        prove(sql, now, "SETTLED", proof, locked.at());
    }

    /** SETTLED to UNKNOWN: the block that held the transfer is no longer part of the chain. */
    void reverse(Sql sql, IntentRecord intent, ChainProof vanished) throws SQLException {
        Intents.Held held = Intents.mustHold(sql, intent);
        Budgets.Locked locked = budgets.lock(sql, held.scope());
        Intents.move(sql, intent, PaymentState.UNKNOWN);
        String from = claims.withdraw(sql, intent, locked.at()).orElse(Books.expense(held.provider()));
        long event = prove(sql, intent, "REVERSED", vanished, locked.at());
        budgets.reopen(sql, held.scope(), held.own(), held.moved());
        Intents.setReservation(sql, held, "pending");
        sql.one(
                "UPDATE reservation SET moved_units = 0, moved_micros = 0 WHERE intent = ? AND round = ?",
                held.intent(),
                held.round());
        unbook(sql, held, event, from);
        Recovering.keepShot(sql, intent);
    }

    /** The reverse of {@link #book}: out of the account in which a settled payment stands. */
    private static void unbook(Sql sql, Intents.Held held, long event, String from) throws SQLException {
        BigInteger moved = held.movedUnits();
        BigInteger toReserved = moved.min(held.units());
        Books.post(sql, new Books.Line(event, 1, held.token()), from, Books.RESERVED, toReserved);
        Books.post(
                sql,
                new Books.Line(event, 2, held.token()),
                Books.TREASURY,
                Books.RESERVED,
                held.units().subtract(toReserved));
        Books.post(sql, new Books.Line(event, 3, held.token()), from, Books.TREASURY, moved.subtract(toReserved));
    }

    /**
     * UNKNOWN to EXPIRED or CANCELLED: the signature is provably dead, so its money is free again. The proof of an
     * expiry is of a block at or after the end of the signature's life.
     */
    void die(Sql sql, IntentRecord intent, PaymentState to, ChainProof proof) throws SQLException {
        if (!proof.isFinal()) {
            throw new LedgerException(Fault.ILLEGAL, "only a final block releases money");
        }
        if (to == PaymentState.EXPIRED && stillLives(sql, intent, proof)) {
            throw new LedgerException(
                    Fault.ILLEGAL, "the signature of intent `" + intent.id() + "` lives on after " + proof.blockTime());
        }
        Intents.Held held = Intents.mustHold(sql, intent);
        Budgets.Locked locked = budgets.lock(sql, held.scope());
        Intents.move(sql, intent, to);
        long event = prove(sql, intent, to.name(), proof, locked.at());
        budgets.close(sql, held.scope(), held.own(), Usd.ZERO);
        Intents.setReservation(sql, held, "expired");
        Books.post(sql, new Books.Line(event, 1, held.token()), Books.RESERVED, Books.TREASURY, held.units());
        sql.update("DELETE FROM live_shot WHERE intent = ?", intent.id());
        sql.update("DELETE FROM account_open WHERE intent = ?", intent.id());
        yieldShot(sql, intent);
        nextAttempt(sql, intent);
    }

    /** A dead attempt that left nothing behind makes way for the next. */
    private static void nextAttempt(Sql sql, IntentRecord intent) throws SQLException {
        boolean stored = sql.count("SELECT COUNT(*) FROM stored_asset WHERE intent = ?", intent.id()) > 0;
        if (!stored) {
            sql.update(
                    "UPDATE shot_attempt SET attempt = attempt + 1 WHERE run = ? AND shot = ? AND attempt = ?",
                    intent.run(),
                    intent.shot(),
                    intent.attempt());
        }
    }

    private static boolean stillLives(Sql sql, IntentRecord intent, ChainProof proof) throws SQLException {
        return sql.first(
                        "SELECT valid_before FROM signed_payment WHERE intent = ?",
                        row -> row.time("valid_before").isAfter(proof.blockTime()),
                        intent.id())
                .orElse(false);
    }

    /**
     * After a restore or a reversal two attempts may both have been live; the one that still is keeps the shot. A
     * settled failure before the dead attempt does not: that attempt was its allowed retry, and brought nothing.
     */
    private static void yieldShot(Sql sql, IntentRecord dead) throws SQLException {
        for (IntentRecord other : Intents.ofShot(sql, dead.run(), dead.shot())) {
            boolean retried = other.fulfilment() == FulfilmentState.FAILED && other.attempt() < dead.attempt();
            if (other.payment().atRisk() || (other.payment() == PaymentState.SETTLED && !retried)) {
                Recovering.keepShot(sql, other);
            }
        }
    }

    private long prove(Sql sql, IntentRecord intent, String kind, ChainProof proof, Instant at) throws SQLException {
        long event = events.append(sql, at, "proved", Events.Subject.of(intent), fields(kind, proof));
        sql.one(
                "INSERT INTO proof (event, intent, kind, tx, block_number, block_hash, block_time, payee, units, final)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                event,
                intent.id(),
                kind,
                proof.transaction(),
                proof.blockNumber(),
                proof.blockHash(),
                proof.blockTime(),
                proof.payee().text(),
                proof.units(),
                proof.isFinal());
        return event;
    }

    static Map<String, Object> fields(String kind, ChainProof proof) {
        return Json.object(
                "kind", kind,
                "transaction", proof.transaction(),
                "block", Long.toString(proof.blockNumber()),
                "block_hash", proof.blockHash(),
                "block_time", proof.blockTime().toString(),
                "payee", proof.payee().text(),
                "units", proof.units().toString(),
                "final", proof.isFinal());
    }
}
