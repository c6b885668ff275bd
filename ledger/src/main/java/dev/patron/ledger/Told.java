package dev.patron.ledger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One event, and rows made of its members. */
record Told(Sql sql, Fields event) {
    /** Columns that may be null; an absent member is an empty word in all others. */
    private static final Set<String> NULLABLE = Set.of(
            "run",
            "intent",
            "budget_micros",
            "ended_at",
            "closed_at",
            "code",
            "limit_micros",
            "spent_micros",
            "reserved_micros",
            "frees_at",
            "wallet",
            "revoked_at");

    /** A member as text, empty where it is absent. */
    String text(String member) {
        Object value = event.members().get(member);
        return value == null ? "" : value.toString();
    }

    String type() {
        return event.text("type");
    }

    long seq() {
        return event.number("seq");
    }

    Told insert(String table, String columns) throws SQLException {
        return insert(table, columns, Map.of());
    }

    /**
     * Adds a row: {@code a} is the event's member of that name, {@code a:b} its member b, {@code a:b|c} its member b or
     * else c, {@code a=b} the word b.
     *
     * @param more columns whose values are no member's
     */
    Told insert(String table, String columns, Map<String, ?> more) throws SQLException {
        Map<String, @Nullable Object> row = new TreeMap<>(more);
        for (String column : columns.split(" ", -1)) {
            String[] word = column.split("=", 2);
            String[] from = column.split(":", 2);
            if (word.length == 2) {
                row.put(word[0], orNull(word[0], word[1]));
            } else {
                row.put(from[0], orNull(from[0], member(from[from.length - 1])));
            }
        }
        List<@Nullable Object> values = new ArrayList<>(row.values());
        String marks = String.join(", ", values.stream().map(_ -> "?").toList());
        sql.one(
                "INSERT INTO " + table + " (" + String.join(", ", row.keySet()) + ") VALUES (" + marks + ")",
                values.toArray());
        return this;
    }

    private String member(String names) {
        String found = "";
        for (String name : names.split("\\|", -1)) {
            found = found.isEmpty() ? text(name) : found;
        }
        return found;
    }

    private static @Nullable Object orNull(String column, String value) {
        return value.isEmpty() && NULLABLE.contains(column) ? null : value;
    }
}
