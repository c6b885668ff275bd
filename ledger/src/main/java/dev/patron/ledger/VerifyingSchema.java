package dev.patron.ledger;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Holds each event against its row and against the schema of its type. Events of an earlier version may lack members. */
final class VerifyingSchema {
    /** What a ledger says of itself. */
    private static final Set<String> SAID = Set.of("ledger", "schema", "log_key", "complete_after");

    private final String ledger;
    private final long completeAfter;

    /** Whether an event that is said to be of an earlier version is seen to be. */
    private boolean earlier;

    VerifyingSchema(Sql sql, String ledger) throws SQLException {
        this.ledger = ledger;
        this.completeAfter = Replaying.completeAfter(sql);
    }

    /** Whether every event was written since all that happened is in events. */
    boolean isComplete() {
        return completeAfter == 0;
    }

    /** What is not checked because the first events do not tell it. */
    List<String> unchecked() {
        return isComplete()
                ? List.of()
                : List.of("the rows of every table and the steps of runs: events up to " + completeAfter
                        + " were written by an earlier version and do not tell all of them");
    }

    /**
     * What speaks against the table {@code meta}, which is read itself and not by its index, and against where it says that
     * complete events begin: those that adopt a policy are complete, all of them.
     */
    Optional<String> boundary(Sql sql) throws SQLException {
        Set<String> names = new TreeSet<>(sql.list("SELECT * FROM meta", row -> row.text("name")));
        if (!names.contains("complete_after")) {
            return Optional.of("table `meta` does not say where complete events begin");
        }
        if (!SAID.containsAll(names)) {
            names.removeAll(SAID);
            return Optional.of(
                    "table `meta`, row `" + names.iterator().next() + "` is nothing that a ledger says of itself");
        }
        return sql.first(
                        "SELECT MIN(seq) AS seq FROM event WHERE type = 'policy_adopted' AND seq <= ? HAVING COUNT(*)"
                                + " > 0",
                        row -> row.number("seq"),
                        completeAfter)
                .map(event -> "table `meta` says that events up to " + completeAfter
                        + " are of an earlier version, and event " + event + " is not");
    }

    /** What speaks against where complete events are said to begin, once all were read: some before it must lack something. */
    Optional<String> unfounded() {
        return isComplete() || earlier
                ? Optional.empty()
                : Optional.of("table `meta` says that events up to " + completeAfter
                        + " are of an earlier version, and none of them lacks what its type asks for");
    }

    /** Whether what every event says of itself is what its row says. */
    boolean fits(EventRecord row, Map<String, Object> body) {
        return EventSchema.VERSION.equals(body.get("v"))
                && Long.toString(row.seq()).equals(body.getOrDefault("seq", Long.toString(row.seq())))
                && row.type().equals(body.get("type"))
                && ledger.equals(body.get("ledger"))
                && body.get("at") instanceof String at
                && InstantText.isExact(at)
                && row.recordedAt().equals(InstantText.parse(at))
                && isSame(row.run(), body.get("run"))
                && isSame(row.intent(), body.get("intent"));
    }

    private static boolean isSame(Optional<String> column, @Nullable Object member) {
        return column.map(id -> id.equals(member)).orElse(member == null);
    }

    /** What the schema says against an event's members; empty when nothing. */
    Optional<String> problem(long seq, Map<String, Object> body) {
        Optional<String> whole = EventSchema.problem(body, EventSchema.Strictness.WHOLE);
        if (seq > completeAfter) {
            return whole;
        }
        earlier |= whole.isPresent() || !body.containsKey("seq");
        return EventSchema.problem(body, EventSchema.Strictness.EARLIER);
    }
}
