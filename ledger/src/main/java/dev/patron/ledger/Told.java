package dev.patron.ledger;

import dev.patron.money.Usd;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One event, and rows made of its members. */
record Told(Tables tables, Fields event) {
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

    /** What was written of columns, read once: there are a few dozen of these words, all in this package. */
    private static final Map<String, List<Source>> SOURCES = new ConcurrentHashMap<>();

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

    Told insert(String table, String columns) {
        return insert(table, columns, Map.of());
    }

    /**
     * Adds a row: {@code a} is the event's member of that name, {@code a:b} its member b, {@code a:b|c} its member b or
     * else c, {@code a=b} the word b.
     *
     * @param more columns whose values are no member's
     */
    Told insert(String table, String columns, Map<String, ?> more) {
        Tables.Shape shape = tables.shape(table);
        @Nullable String[] cells = new @Nullable String[shape.columns().size()];
        more.forEach((column, value) -> cells[shape.place(column)] = word(value));
        for (Source source : SOURCES.computeIfAbsent(columns, Source::all)) {
            cells[shape.place(source.column())] = orNull(source.column(), source.of(this));
        }
        tables.insert(shape, cells, seq());
        return this;
    }

    /** The intent that the event is about. */
    Tables.Row intent() {
        return tables.get("intent", text("intent"));
    }

    /** Moves money; a line of zero units tells nothing. */
    void post(int line, String token, Posting posting) {
        if (posting.units().signum() == 0) {
            return;
        }
        insert(
                "posting",
                "event:seq",
                Map.of(
                        "line", line,
                        "source", posting.source(),
                        "destination", posting.destination(),
                        "token", token,
                        "units", posting.units()));
        add(posting.source(), token, posting.units().negate());
        add(posting.destination(), token, posting.units());
    }

    private void add(String account, String token, BigInteger units) {
        if (tables.find("account", account, token).isEmpty()) {
            tables.insert("account", Map.of("id", account, "token", token, "balance", "0"), seq());
        }
        Tables.Row row = tables.get("account", account, token);
        row.set("balance", row.units("balance").add(units).toString());
    }

    /** Which account money leaves, which it reaches, and how much. */
    record Posting(String source, String destination, BigInteger units) {}

    private static String word(Object value) {
        return value instanceof Usd usd ? Long.toString(usd.micros()) : value.toString();
    }

    /** Where a column's value comes from: the first of some members that the event has, or else a word. */
    private record Source(String column, List<String> members, String word) {
        static List<Source> all(String columns) {
            return Stream.of(columns.split(" ", -1)).map(Source::read).toList();
        }

        private static Source read(String column) {
            String[] word = column.split("=", 2);
            if (word.length == 2) {
                return new Source(word[0], List.of(), word[1]);
            }
            String[] from = column.split(":", 2);
            return new Source(from[0], List.of(from[from.length - 1].split("\\|", -1)), "");
        }

        String of(Told told) {
            String found = word;
            for (String member : members) {
                found = found.isEmpty() ? told.text(member) : found;
            }
            return found;
        }
    }

    private static @Nullable String orNull(String column, String value) {
        return value.isEmpty() && NULLABLE.contains(column) ? null : value;
    }
}
