package dev.patron.ledger;

import dev.patron.money.Amount;
import dev.patron.money.Usd;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Money that was settled and brought nothing: what a seller owes. */
final class Claims {
    private static final int REASON_CHARS_MOST = 40;
    private final Events events;

    Claims(Events events) {
        this.events = events;
    }

    /** Opens a claim when the payment is settled, the goods are owed and there is no claim yet. */
    void openIfOwed(Sql sql, IntentRecord intent, Instant at) throws SQLException {
        boolean owed =
                intent.payment() == PaymentState.SETTLED && intent.fulfilment().isOwed();
        if (!owed
                || sql.count("SELECT COUNT(*) FROM claim WHERE intent = ? AND state <> 'WITHDRAWN'", intent.id()) > 0) {
            return;
        }
        Intents.Held held = Intents.mustHold(sql, intent);
        String note = intent.note().isEmpty() ? intent.fulfilment().name() : intent.note();
        String reason = Foreign.clip(note, REASON_CHARS_MOST);
        long event = events.append(
                sql,
                at,
                "claim_opened",
                Events.Subject.of(intent),
                Json.object("reason", reason, "units", held.movedUnits().toString(), "provider", held.provider()));
        Books.post(
                sql,
                new Books.Line(event, 1, held.token()),
                Books.expense(held.provider()),
                Books.claims(held.provider()),
                held.movedUnits());
        int reopened = sql.update(
                "UPDATE claim SET state = 'OPEN', event = ?, units = ?, usd_micros = ?, reason = ?, closed_at = NULL"
                        + " WHERE intent = ?",
                event,
                held.movedUnits(),
                held.moved(),
                reason,
                intent.id());
        if (reopened == 0) {
            insert(
                    sql,
                    new Claim(
                            event,
                            intent.run(),
                            intent.id(),
                            held.provider(),
                            held.token(),
                            held.movedUnits(),
                            held.moved(),
                            reason),
                    at);
        }
    }

    private record Claim(
            long event,
            @Nullable String run,
            @Nullable String intent,
            String provider,
            String token,
            BigInteger units,
            Usd usd,
            String reason) {}

    private static void insert(Sql sql, Claim claim, Instant at) throws SQLException {
        sql.one(
                "INSERT INTO claim (event, run, intent, provider, token, units, usd_micros, reason, state, opened_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'OPEN', ?)",
                claim.event(),
                claim.run(),
                claim.intent(),
                claim.provider(),
                claim.token(),
                claim.units(),
                claim.usd(),
                claim.reason(),
                at);
    }

    /** Opens a claim for money that left the wallet without an intent. */
    void openUnexplained(Sql sql, long event, Amount gone, Instant at) throws SQLException {
        String token = gone.asset().id();
        insert(sql, new Claim(event, null, null, "", token, gone.units(), gone.inUsd(), "UNEXPLAINED_OUTFLOW"), at);
    }

    /** Closes an open claim because the goods came after all. */
    void delivered(Sql sql, IntentRecord intent, Instant at) throws SQLException {
        if (close(sql, intent, "DELIVERED", at)) {
            Intents.Held held = Intents.mustHold(sql, intent);
            long event = events.append(
                    sql, at, "claim_closed", Events.Subject.of(intent), Json.object("state", "DELIVERED"));
            Books.post(
                    sql,
                    new Books.Line(event, 1, held.token()),
                    Books.claims(held.provider()),
                    Books.expense(held.provider()),
                    held.movedUnits());
        }
    }

    /** Takes an open claim back because its payment is not settled after all; whether there was one. */
    boolean withdraw(Sql sql, IntentRecord intent, Instant at) throws SQLException {
        if (!close(sql, intent, "WITHDRAWN", at)) {
            return false;
        }
        events.append(sql, at, "claim_closed", Events.Subject.of(intent), Json.object("state", "WITHDRAWN"));
        return true;
    }

    private static boolean close(Sql sql, IntentRecord intent, String state, Instant at) throws SQLException {
        return sql.update(
                        "UPDATE claim SET state = ?, closed_at = ? WHERE intent = ? AND state = 'OPEN'",
                        state,
                        at,
                        intent.id())
                == 1;
    }
}
