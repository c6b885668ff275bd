package dev.patron.ledger;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows and events of the gateway's keys. */
final class ApiKeys {
    private final Events events;

    ApiKeys(Events events) {
        this.events = events;
    }

    static List<ApiKey> all(Sql sql) throws SQLException {
        return sql.list("SELECT * FROM api_key ORDER BY made_at, id", ApiKeys::row);
    }

    static List<ApiKey> ofProvider(Sql sql, String host) throws SQLException {
        return sql.list(
                "SELECT * FROM api_key WHERE holder = 'PROVIDER' AND subject = ? ORDER BY made_at, id",
                ApiKeys::row,
                host);
    }

    static Optional<ApiKey> find(Sql sql, String id) throws SQLException {
        return sql.first("SELECT * FROM api_key WHERE id = ?", ApiKeys::row, id);
    }

    private static ApiKey row(Sql.Row row) throws SQLException {
        return new ApiKey(
                row.text("id"),
                ApiKey.Holder.valueOf(row.text("holder")),
                row.text("subject"),
                row.text("pay_to"),
                row.text("hash"),
                row.time("made_at"),
                row.time("expires_at"),
                row.maybeTime("revoked_at"));
    }

    void add(Sql sql, ApiKey key, Optional<String> replaced, Instant at) throws SQLException {
        sql.one(
                "INSERT INTO api_key (id, holder, subject, pay_to, hash, made_at, expires_at) VALUES (?, ?, ?, ?, ?,"
                        + " ?, ?)",
                key.id(),
                key.holder(),
                key.subject(),
                key.payTo(),
                key.hash(),
                at,
                key.expiresAt());
        Map<String, Object> fields = Json.object(
                "key", key.id(),
                "holder", key.holder().name(),
                "subject", key.subject(),
                "pay_to", key.payTo(),
                "hash", key.hash(),
                "expires_at", Sql.micros(key.expiresAt()).toString());
        replaced.ifPresent(old -> fields.put("replaces", old));
        events.append(sql, at, "key_made", Events.Subject.none(), fields);
    }

    /** Lets a key end earlier than it would; never later. */
    void shorten(Sql sql, String id, Instant end, Instant at) throws SQLException {
        int changed = sql.update("UPDATE api_key SET expires_at = ? WHERE id = ? AND expires_at > ?", end, id, end);
        if (changed == 1) {
            events.append(
                    sql,
                    at,
                    "key_shortened",
                    Events.Subject.none(),
                    Json.object("key", id, "expires_at", Sql.micros(end).toString()));
        }
    }

    boolean revoke(Sql sql, String id, Instant at) throws SQLException {
        int changed = sql.update("UPDATE api_key SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", at, id);
        if (changed == 1) {
            events.append(sql, at, "key_revoked", Events.Subject.none(), Json.object("key", id));
        }
        return changed == 1;
    }
}
