package dev.patron.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A ledger whose database is lost and made again, held row by row against what was lost. */
final class Rebuilt {
    /** Every table, and which of its rows count: an anchor that holds nothing may be made again when it is needed. */
    private static final List<String> TABLES = java.util.stream.Stream.concat(
                    ToldTables.TABLES.stream(),
                    java.util.stream.Stream.of("event", "leaf", "log_head", "posting", "account", "bucket", "meta"))
            .toList();

    private static final String ANCHORS =
            "(SELECT id, spent_micros, reserved_micros FROM anchor WHERE spent_micros + reserved_micros > 0)";

    private Rebuilt() {}

    /** Loses the database, makes it again, and says what differs; empty when nothing does. */
    static List<String> differences(Bench bench) throws SQLException, IOException {
        bench.ledger().recover();
        bench.reopen();
        Map<String, List<String>> before = tables(bench);
        bench.rebuild(Files::delete);
        Map<String, List<String>> after = tables(bench);
        List<String> differences = new ArrayList<>();
        before.forEach((table, rows) -> {
            List<String> now = after.getOrDefault(table, List.of());
            rows.stream().filter(row -> !now.contains(row)).forEach(row -> differences.add(table + " lacks " + row));
            now.stream().filter(row -> !rows.contains(row)).forEach(row -> differences.add(table + " holds " + row));
        });
        differences.addAll(bench.ledger().verify().problems());
        differences.addAll(FromEvents.differences(bench));
        differences.addAll(bench.replayed());
        return differences;
    }

    static Map<String, List<String>> tables(Bench bench) throws SQLException, IOException {
        Map<String, List<String>> tables = new TreeMap<>();
        try (Connection owner = bench.connect(Bench.Login.OWNER)) {
            for (String table : TABLES) {
                tables.put(
                        table, ToldTables.rows(owner, table).stream().sorted().toList());
            }
            tables.put(
                    "anchor", ToldTables.rows(owner, ANCHORS).stream().sorted().toList());
        }
        return tables;
    }
}
