package dev.patron.ledger;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Appends facts. An event is canonical JSON, kept and hashed as it was written; a correction is another event.
 *
 * <p>Every event carries its schema version, its number, its type, the ledger it belongs to and its time. Prompts and request
 * bytes never do: only commitments to them.
 */
final class Events {
    /** What the log can hold of one event. */
    static final int BYTES_MOST = 65_535;

    private final String ledger;

    Events(String ledger) {
        this.ledger = ledger;
    }

    /** The ledger whose events these are. */
    String ledger() {
        return ledger;
    }

    /** Whose event it is; either may be absent. */
    record Subject(@Nullable String run, @Nullable String intent) {
        static Subject of(IntentRecord intent) {
            return new Subject(intent.run(), intent.id());
        }

        static Subject run(String run) {
            return new Subject(run, null);
        }

        static Subject none() {
            return new Subject(null, null);
        }
    }

    /** The event's place in the sequence. */
    long append(Sql sql, Instant at, String type, Subject subject, Map<String, Object> fields) throws SQLException {
        long seq = sql.count("SELECT NEXT VALUE FOR event_number");
        Map<String, Object> body = new LinkedHashMap<>(fields);
        body.put("v", EventSchema.VERSION);
        body.put("seq", Long.toString(seq));
        body.put("type", type);
        body.put("ledger", ledger);
        body.put("at", Sql.micros(at).toString());
        if (subject.run() != null) {
            body.put("run", subject.run());
        }
        if (subject.intent() != null) {
            body.put("intent", subject.intent());
        }
        EventSchema.problem(body, EventSchema.Strictness.WHOLE).ifPresent(problem -> {
            throw new IllegalStateException("an event `" + type + "` is not what the schema says: " + problem);
        });
        String text = Json.write(body);
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > BYTES_MOST) {
            throw new LedgerException(
                    Fault.ILLEGAL,
                    "an event `" + type + "` of " + bytes + " bytes is more than the " + BYTES_MOST
                            + " that one may have; nothing was recorded and nothing is spent");
        }
        sql.one(
                "INSERT INTO event (seq, type, run, intent, recorded_at, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
                seq,
                type,
                subject.run(),
                subject.intent(),
                at,
                text,
                Digests.sha256(text));
        return seq;
    }
}
