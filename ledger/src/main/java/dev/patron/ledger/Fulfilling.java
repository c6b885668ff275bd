package dev.patron.ledger;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** The goods' side of an intent: ids, progress, stored assets, and what never came. */
final class Fulfilling {
    private static final int STATUS_CHARS_MOST = 40;
    private static final int NOTE_CHARS_MOST = 200;
    private final Events events;
    private final Claims claims;

    Fulfilling(Events events, Claims claims) {
        this.events = events;
        this.claims = claims;
    }

    /** A generation is under way at the seller under this id. */
    void generating(Sql sql, IntentRecord intent, String handle, Instant deadline, Instant at) throws SQLException {
        Intents.fulfil(sql, intent, FulfilmentState.GENERATING, "");
        keepPaid(sql, intent);
        int known = sql.update(
                "UPDATE generation SET handle = ?, status = 'pending', progress = 0, deadline = ?, polled_at = ?"
                        + " WHERE intent = ?",
                handle,
                deadline,
                at,
                intent.id());
        if (known == 0) {
            sql.one(
                    "INSERT INTO generation (intent, handle, status, progress, deadline, polled_at)"
                            + " VALUES (?, ?, 'pending', 0, ?, ?)",
                    intent.id(),
                    handle,
                    deadline,
                    at);
        }
        events.append(
                sql,
                at,
                "generating",
                Events.Subject.of(intent),
                Json.object("handle", handle, "deadline", deadline.toString()));
    }

    /** Goods that were given up and come after all are the shot's again: no further attempt is reserved for it. */
    private static void keepPaid(Sql sql, IntentRecord intent) throws SQLException {
        if (intent.payment() == PaymentState.SETTLED) {
            Recovering.keepShot(sql, intent);
        }
    }

    /** Keeps what the seller says of progress; an event only where it changed. */
    void polled(Sql sql, IntentRecord intent, String said, int progress, Instant at) throws SQLException {
        String status = Foreign.clip(said, STATUS_CHARS_MOST);
        int changed = sql.update(
                "UPDATE generation SET status = ?, progress = ?, polled_at = ?"
                        + " WHERE intent = ? AND (status <> ? OR progress <> ?)",
                status,
                progress,
                at,
                intent.id(),
                status,
                progress);
        if (changed == 1) {
            events.append(
                    sql,
                    at,
                    "polled",
                    Events.Subject.of(intent),
                    Json.object("status", status, "progress", Integer.toString(progress)));
        }
    }

    /** An asset of this intent is stored; the same one again changes nothing. */
    void stored(Sql sql, IntentRecord intent, int n, AssetFacts asset, Instant at) throws SQLException {
        Optional<String> known = sql.first(
                "SELECT sha256 FROM stored_asset WHERE intent = ? AND n = ?",
                row -> row.text("sha256"),
                intent.id(),
                n);
        if (known.isPresent()) {
            return;
        }
        sql.one(
                "INSERT INTO stored_asset (intent, n, sha256, media_type, bytes, stored_at) VALUES (?, ?, ?, ?, ?, ?)",
                intent.id(),
                n,
                asset.sha256(),
                asset.mediaType(),
                asset.bytes(),
                at);
        events.append(
                sql,
                at,
                "stored",
                Events.Subject.of(intent),
                Json.object(
                        "n", Integer.toString(n),
                        "sha256", asset.sha256(),
                        "media_type", asset.mediaType(),
                        "bytes", Long.toString(asset.bytes())));
    }

    /** Moves the track; delivery closes an open claim, and goods owed for settled money open one. */
    void move(Sql sql, IntentRecord intent, FulfilmentState to, String why, Instant at) throws SQLException {
        String note = Foreign.clip(why, NOTE_CHARS_MOST);
        Intents.fulfil(sql, intent, to, note);
        events.append(
                sql,
                at,
                "fulfilment",
                Events.Subject.of(intent),
                Json.object("from", intent.fulfilment().name(), "to", to.name(), "note", note));
        IntentRecord moved = Intents.get(sql, intent.id());
        if (to == FulfilmentState.DELIVERED) {
            keepPaid(sql, moved);
            claims.delivered(sql, moved, at);
        } else {
            claims.openIfOwed(sql, moved, at);
        }
    }

    /**
     * Lets a failed and settled shot be bought once more.
     *
     * @return the next attempt's number; empty when the retry budget is used up or the seller did not report failure
     */
    Optional<Integer> allowRetry(Sql sql, IntentRecord intent, int retriesMost, Instant at) throws SQLException {
        boolean failed = intent.payment() == PaymentState.SETTLED && intent.fulfilment() == FulfilmentState.FAILED;
        long failures = sql.count(
                "SELECT COUNT(*) FROM intent WHERE run = ? AND shot = ? AND payment = 'SETTLED' AND fulfilment ="
                        + " 'FAILED'",
                intent.run(),
                intent.shot());
        if (!failed || failures > retriesMost) {
            return Optional.empty();
        }
        int raised = sql.update(
                "UPDATE shot_attempt SET attempt = attempt + 1 WHERE run = ? AND shot = ? AND attempt = ?",
                intent.run(),
                intent.shot(),
                intent.attempt());
        if (raised == 0) {
            return Optional.empty();
        }
        sql.update("DELETE FROM live_shot WHERE intent = ?", intent.id());
        events.append(
                sql,
                at,
                "retry_allowed",
                Events.Subject.of(intent),
                Json.object("attempt", Integer.toString(intent.attempt() + 1)));
        return Optional.of(intent.attempt() + 1);
    }
}
