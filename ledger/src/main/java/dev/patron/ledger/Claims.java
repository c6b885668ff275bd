package dev.patron.ledger;

import dev.patron.money.Amount;
import dev.patron.money.Usd;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Money that was settled and brought nothing: what a seller owes. */
final class Claims {
    static final String CLOSED = "claim_closed";
    static final String SELECT = "SELECT c.*, i.shot, r.tx AS refund_tx, r.log_index AS refund_index,"
            + " m.block_number AS refund_block FROM claim c LEFT JOIN intent i ON i.id = c.intent"
            + " LEFT JOIN refund r ON r.claim = c.id LEFT JOIN movement m ON m.token = r.token AND m.tx = r.tx"
            + " AND m.log_index = r.log_index ";

    private static final int REASON_CHARS_MOST = 40;
    private static final int NOTE_CHARS_MOST = 400;
    private final Events events;

    Claims(Events events) {
        this.events = events;
    }

    static ClaimRecord record(Sql.Row row) throws SQLException {
        return new ClaimRecord(
                row.number("id"),
                row.maybe("run"),
                row.maybe("intent"),
                row.maybe("shot"),
                row.text("provider"),
                row.usd("usd_micros"),
                row.text("reason"),
                row.text("state"),
                row.time("opened_at"),
                row.maybeTime("closed_at"),
                refund(row));
    }

    private static Optional<RefundRecord> refund(Sql.Row row) throws SQLException {
        Optional<String> transaction = row.maybe("refund_tx");
        return transaction.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new RefundRecord(transaction.get(), row.small("refund_index"), row.number("refund_block")));
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
        boolean open = sql.update(
                        "UPDATE claim SET state = 'DELIVERED', closed_at = ? WHERE intent = ? AND state = 'OPEN'",
                        at,
                        intent.id())
                == 1;
        if (open) {
            Intents.Held held = Intents.mustHold(sql, intent);
            long event = events.append(sql, at, CLOSED, Events.Subject.of(intent), Json.object("state", "DELIVERED"));
            Books.post(
                    sql,
                    new Books.Line(event, 1, held.token()),
                    Books.claims(held.provider()),
                    Books.expense(held.provider()),
                    held.movedUnits());
        }
    }

    /**
     * Closes an open claim by somebody's word; empty when it is not open.
     *
     * <p>A loss becomes an expense. What came back is not added to the treasury here: matching the wallet's history
     * books every incoming transfer from {@code equity/funding}, so the claim is set off against that account.
     */
    Optional<ClaimRecord> close(Sql sql, long id, ClaimClosing closing, Instant at) throws SQLException {
        record Open(Claim claim, String state) {}
        Optional<Open> found = sql.first(
                "SELECT * FROM claim WHERE id = ? FOR UPDATE",
                row -> new Open(
                        new Claim(
                                row.number("event"),
                                row.maybe("run").orElse(null),
                                row.maybe("intent").orElse(null),
                                row.text("provider"),
                                row.text("token"),
                                row.units("units"),
                                row.usd("usd_micros"),
                                row.text("reason")),
                        row.text("state")),
                id);
        if (found.isEmpty() || !found.get().state().equals("OPEN")) {
            return Optional.empty();
        }
        sql.one("UPDATE claim SET state = ?, closed_at = ? WHERE id = ? AND state = 'OPEN'", closing.outcome(), at, id);
        Claim claim = found.get().claim();
        long event = events.append(
                sql,
                at,
                CLOSED,
                new Events.Subject(claim.run(), claim.intent()),
                Json.object(
                        "state", closing.outcome().name(),
                        "claim", Long.toString(id),
                        "note", Foreign.clip(closing.note(), NOTE_CHARS_MOST),
                        "transaction", closing.transaction()));
        boolean unexplained = claim.intent() == null;
        String loss = unexplained ? Books.LOSSES : Books.expense(claim.provider());
        Books.post(
                sql,
                new Books.Line(event, 1, claim.token()),
                unexplained ? Books.SUSPENSE : Books.claims(claim.provider()),
                closing.outcome() == ClaimClosing.Outcome.REFUNDED ? Books.FUNDING : loss,
                claim.units());
        return sql.first(SELECT + "WHERE c.id = ?", Claims::record, id);
    }

    /**
     * Takes a claim back because its payment is not settled after all, also one that somebody closed.
     *
     * @return the account that its money stands in; empty when no claim was taken back
     */
    Optional<String> withdraw(Sql sql, IntentRecord intent, Instant at) throws SQLException {
        record Standing(String state, String provider) {}
        Optional<Standing> found = sql.first(
                "SELECT state, provider FROM claim WHERE intent = ? AND state IN ('OPEN', 'REFUNDED', 'WRITTEN_OFF')"
                        + " FOR UPDATE",
                row -> new Standing(row.text("state"), row.text("provider")),
                intent.id());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        sql.one("UPDATE claim SET state = 'WITHDRAWN', closed_at = ? WHERE intent = ?", at, intent.id());
        events.append(sql, at, CLOSED, Events.Subject.of(intent), Json.object("state", "WITHDRAWN"));
        String provider = found.get().provider();
        return Optional.of(
                switch (found.get().state()) {
                    case "OPEN" -> Books.claims(provider);
                    case "REFUNDED" -> Books.FUNDING;
                    default -> Books.expense(provider);
                });
    }
}
