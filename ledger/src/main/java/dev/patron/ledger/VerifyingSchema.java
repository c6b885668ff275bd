package dev.patron.ledger;

import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/** Holds each event against its row and against the schema of its type. Events of an earlier version may lack members. */
final class VerifyingSchema {
    private final String ledger;
    private final long completeAfter;

    VerifyingSchema(Sql sql, String ledger) throws SQLException {
        this.ledger = ledger;
        this.completeAfter = Replaying.completeAfter(sql);
    }

    /** Whether what every event says of itself is what its row says. */
    boolean fits(long seq, String type, Optional<String> intent, Map<String, Object> body) {
        return EventSchema.VERSION.equals(body.get("v"))
                && Long.toString(seq).equals(body.getOrDefault("seq", Long.toString(seq)))
                && type.equals(body.get("type"))
                && ledger.equals(body.get("ledger"))
                && body.containsKey("at")
                && intent.map(id -> id.equals(body.get("intent"))).orElse(!body.containsKey("intent"));
    }

    /** What the schema says against an event's members; empty when nothing. */
    Optional<String> problem(long seq, Map<String, Object> body) {
        return EventSchema.problem(
                body, seq > completeAfter ? EventSchema.Strictness.WHOLE : EventSchema.Strictness.EARLIER);
    }
}
