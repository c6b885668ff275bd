package dev.patron.ledger;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Tables as some events tell them, and how to read the real ones in the same words. */
abstract class ToldTables {
    /** Tables that are told. Sums (anchors, buckets, accounts) and postings are recounted by {@code verify}. */
    static final List<String> TABLES = List.of(
            "token",
            "run",
            "run_step",
            "shot",
            "shot_attempt",
            "intent",
            "live_shot",
            "quote",
            "decision",
            "reservation",
            "signed_payment",
            "attempt",
            "proof",
            "generation",
            "stored_asset",
            "claim",
            "frozen",
            "wallet",
            "movement",
            "refund",
            "policy",
            "invoice",
            "api_key",
            "account_nonce",
            "account_transaction",
            "account_open",
            "network_fee");

    private final Map<String, Map<String, Row>> tables = new HashMap<>();
    /** The event that is being told. */
    Fields e = new Fields(Map.of());

    ToldTables() {
        TABLES.forEach(table -> tables.put(table, new TreeMap<>()));
    }

    /** A row by column. */
    static final class Row {
        private final TreeMap<String, String> cells = new TreeMap<>();

        String get(String column) {
            return Objects.requireNonNull(cells.get(column), column);
        }

        int number(String column) {
            return Integer.parseInt(get(column));
        }

        void put(String column, String value) {
            cells.put(column, value);
        }

        @Override
        public String toString() {
            return cells.toString();
        }
    }

    static List<String> rows(Connection owner, String table) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (var statement = owner.createStatement();
                ResultSet results = statement.executeQuery("SELECT * FROM " + table)) {
            while (results.next()) {
                Row row = new Row();
                for (int i = 1; i <= results.getMetaData().getColumnCount(); i++) {
                    Object value = results.getObject(i);
                    String text =
                            switch (value) {
                                case null -> "";
                                case OffsetDateTime time -> time.toInstant().toString();
                                case BigDecimal units -> units.toPlainString();
                                case byte[] bytes -> Digests.sha256(bytes);
                                default -> value.toString();
                            };
                    row.put(results.getMetaData().getColumnName(i).toLowerCase(Locale.ROOT), text);
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }

    final Map<String, Row> table(String name) {
        return Objects.requireNonNull(tables.get(name), name);
    }

    final Row row(String table, String key) {
        return Objects.requireNonNull(table(table).get(key), table + " " + key);
    }

    /** A new row: {@code a} is the event's member of that name, {@code a:b} its member b, {@code a=b} the word b. */
    final Row put(String table, String key, String columns) {
        Row row = new Row();
        for (String column : columns.split(" ", -1)) {
            String[] from = column.split(":", 2);
            String[] word = column.split("=", 2);
            if (word.length == 2) {
                row.put(word[0], word[1]);
            } else {
                row.put(from[0], text(from[from.length - 1]));
            }
        }
        table(table).put(key, row);
        return row;
    }

    final String text(String member) {
        Object value = e.members().get(member);
        return value == null ? "" : value.toString();
    }
}
