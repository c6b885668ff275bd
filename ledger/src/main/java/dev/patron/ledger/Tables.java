package dev.patron.ledger;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the events of a ledger tell of every table, without any database: {@link Retelling} fills it, a rebuild writes it
 * down, and verification holds a database, or nothing but its own rules, against it.
 *
 * <p>Every row is held in memory, as text in the words of the events: times as ISO 8601, bytes as their SHA-256, null
 * where SQL has none. That is some four hundred bytes for each row, and about one row for each event. Not safe for
 * several threads.
 */
final class Tables {
    /** Every table that events tell, its key and its other columns; no row refers to one of a later table. */
    static final List<Shape> SHAPES = List.of(
            shape("token", "id", "symbol network contract decimals peg_micros"),
            shape(
                    "run",
                    "id",
                    "brief_digest market simulated agent planner budget_micros keyed out_dir status opened_at"
                            + " ended_at"),
            shape("run_step", "run seq", "kind body recorded_at"),
            shape("shot", "run shot", "kind provider model price_micros commitment"),
            shape("shot_attempt", "run shot", "attempt"),
            shape(
                    "intent",
                    "id",
                    "run shot attempt agent provider token authorizer nonce payment fulfilment note round opened_at"),
            shape("live_shot", "run shot", "intent"),
            shape("quote", "intent round", "event payee units usd_micros demand_digest quoted_at"),
            shape(
                    "decision",
                    "event",
                    "run shot intent round outcome code policy usd_micros limit_micros spent_micros reserved_micros"
                            + " frees_at message decided_at"),
            shape(
                    "reservation",
                    "intent round",
                    "decision simulated agent run provider token payee units usd_micros moved_units moved_micros bucket"
                            + " reserved_at policy state"),
            shape(
                    "signed_payment",
                    "intent",
                    "round payee units domain_name domain_version valid_before from_block signed_at request"),
            shape("attempt", "intent n", "outcome status claimed_transaction answered_at"),
            shape("proof", "event", "intent kind tx block_number block_hash block_time payee units final"),
            shape("generation", "intent", "handle status progress deadline polled_at"),
            shape("stored_asset", "intent n", "sha256 media_type bytes stored_at"),
            shape("claim", "id", "event run intent provider token units usd_micros reason state opened_at closed_at"),
            shape("frozen", "scope", "reason since"),
            shape("anchor", "id", "last_time spent_micros reserved_micros"),
            shape("bucket", "anchor starts_at", "spent_micros reserved_micros"),
            shape("posting", "event line", "source destination token units"),
            shape("account", "id token", "balance"),
            shape("wallet", "token address", "adopted_block adopted_hash adopted_at matched_block"),
            shape("movement", "token tx log_index", "event kind wallet counterparty units block_number"),
            shape("refund", "token tx log_index", "claim event"),
            shape("policy", "digest", "event"),
            shape("invoice", "run shot", "provider invoice network pay_to payee token units opened_at"),
            shape("api_key", "id", "holder subject pay_to hash made_at expires_at revoked_at"),
            shape("account_nonce", "network sender nonce", "intent"),
            shape("account_transaction", "intent n", "tx coin cost_most signed_at request"),
            shape("account_open", "intent", ""),
            shape("network_fee", "intent", "event tx coin units booked_at"));

    private static final int SHARED_CHARS_MOST = 130;

    private final Map<String, Map<String, Row>> tables = new HashMap<>();
    private final Map<String, Shape> shapes = new HashMap<>();

    /** One string for every word that several rows hold. */
    private final Map<String, String> shared = new HashMap<>();

    Tables() {
        for (Shape shape : SHAPES) {
            tables.put(shape.table(), new LinkedHashMap<>());
            shapes.put(shape.table(), shape);
        }
    }

    /** A table's name, how many of its first columns are its key, and its columns. */
    record Shape(String table, int keys, List<String> columns, Map<String, Integer> places) {
        Shape(String table, int keys, List<String> columns) {
            this(
                    table,
                    keys,
                    columns,
                    IntStream.range(0, columns.size())
                            .boxed()
                            .collect(Collectors.toUnmodifiableMap(columns::get, place -> place)));
        }

        int place(String column) {
            Integer place = places.get(column);
            if (place == null) {
                throw new IllegalStateException("table `" + table + "` has no column `" + column + "`");
            }
            return place;
        }
    }

    private static Shape shape(String table, String key, String rest) {
        return new Shape(
                table,
                key.split(" ", -1).length,
                List.of((key + " " + rest).strip().split(" ", -1)));
    }

    /** A row, and the event that made it. */
    static final class Row {
        private final Shape shape;
        private final @Nullable String[] cells;
        private final long event;
        private boolean met;

        Row(Shape shape, @Nullable String[] cells, long event) {
            this.shape = shape;
            this.cells = cells;
            this.event = event;
        }

        long event() {
            return event;
        }

        Shape shape() {
            return shape;
        }

        /** A copy of its cells, in the order of its table's columns. */
        @Nullable
        Object[] cells() {
            return Arrays.copyOf(cells, cells.length, Object[].class);
        }

        Optional<String> maybe(String column) {
            return Optional.ofNullable(cells[shape.place(column)]);
        }

        String text(String column) {
            return maybe(column).orElse("");
        }

        BigInteger units(String column) {
            return new BigInteger(text(column));
        }

        long number(String column) {
            return Long.parseLong(text(column));
        }

        boolean flag(String column) {
            return Boolean.parseBoolean(text(column));
        }

        boolean is(String column, String value) {
            return value.equals(cells[shape.place(column)]);
        }

        void set(String column, @Nullable String value) {
            cells[shape.place(column)] = value;
        }

        /** The cell of a column by its place from 0. */
        @Nullable
        String cell(int place) {
            return cells[place];
        }

        String key() {
            return Tables.key(cells, shape.keys());
        }

        /** Marks that a row of a database stands for it. */
        void meet() {
            met = true;
        }

        boolean isMet() {
            return met;
        }
    }

    /** The words of a row's key as one; an absent one is empty. */
    static String key(@Nullable String[] cells, int keys) {
        if (keys == 1) {
            return Objects.requireNonNullElse(cells[0], "");
        }
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < keys; i++) {
            key.append(i == 0 ? "" : " ").append(Objects.requireNonNullElse(cells[i], ""));
        }
        return key.toString();
    }

    /** Adds a row; its columns are exactly those of its table, null where absent. */
    Row insert(String table, Map<String, ? extends @Nullable String> values, long event) {
        Shape shape = shape(table);
        @Nullable String[] cells = new @Nullable String[shape.columns().size()];
        values.forEach((column, value) -> cells[shape.place(column)] = value);
        return insert(shape, cells, event);
    }

    /** Adds a row of cells in the order of its table's columns, which are the row's from now on. */
    Row insert(Shape shape, @Nullable String[] cells, long event) {
        for (int i = 0; i < cells.length; i++) {
            cells[i] = share(cells[i]);
        }
        Row row = new Row(shape, cells, event);
        if (rowsOf(shape.table()).putIfAbsent(row.key(), row) != null) {
            throw new IllegalArgumentException("table `" + shape.table() + "` has the row `" + row.key() + "` already");
        }
        return row;
    }

    private @Nullable String share(@Nullable String value) {
        if (value == null || value.length() > SHARED_CHARS_MOST) {
            return value;
        }
        String known = shared.putIfAbsent(value, value);
        return known == null ? value : known;
    }

    Optional<Row> find(String table, String... key) {
        return Optional.ofNullable(rowsOf(table).get(key(key, key.length)));
    }

    /**
     * A row that must be there.
     *
     * @throws IllegalArgumentException when no event made it
     */
    Row get(String table, String... key) {
        return find(table, key)
                .orElseThrow(() -> new IllegalArgumentException(
                        "no event made the row `" + String.join(" ", key) + "` of table `" + table + "`"));
    }

    Optional<Row> remove(String table, String... key) {
        return Optional.ofNullable(rowsOf(table).remove(key(key, key.length)));
    }

    /** Every row of a table, in the order in which events made them. */
    Collection<Row> rows(String table) {
        return Collections.unmodifiableCollection(rowsOf(table).values());
    }

    Shape shape(String table) {
        return Optional.ofNullable(shapes.get(table)).orElseThrow();
    }

    private Map<String, Row> rowsOf(String table) {
        return Optional.ofNullable(tables.get(table)).orElseThrow();
    }
}
