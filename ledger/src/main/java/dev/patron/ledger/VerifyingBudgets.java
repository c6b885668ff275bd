package dev.patron.ledger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The part of verification that recounts what the budgets' anchors and buckets hold. */
final class VerifyingBudgets {
    private final List<String> problems = new ArrayList<>();

    private VerifyingBudgets() {}

    static List<String> problems(Sql sql) throws SQLException {
        VerifyingBudgets budgets = new VerifyingBudgets();
        budgets.recount(sql);
        budgets.unexplained(sql);
        return budgets.problems;
    }

    private void recount(Sql sql) throws SQLException {
        Map<String, long[]> anchors = new TreeMap<>();
        Map<String, long[]> buckets = new TreeMap<>();
        sql.each("SELECT * FROM reservation", row -> {
            Intents.Held held = Intents.heldRow(row);
            long spent = held.state().equals("posted") ? held.moved().micros() : 0;
            long reserved = held.state().equals("pending") ? held.usd().micros() : 0;
            for (String anchor : held.scope().charged()) {
                add(anchors, anchor, spent, reserved);
                add(buckets, anchor + " at " + held.bucket(), spent, reserved);
            }
        });
        compare(
                anchors,
                sql.list(
                        "SELECT id, spent_micros, reserved_micros FROM anchor",
                        row -> Map.entry(
                                row.text("id"),
                                new long[] {row.number("spent_micros"), row.number("reserved_micros")})),
                "anchor ");
        compare(
                buckets,
                sql.list(
                        "SELECT anchor, starts_at, spent_micros, reserved_micros FROM bucket",
                        row -> Map.entry(
                                row.text("anchor") + " at " + row.time("starts_at"),
                                new long[] {row.number("spent_micros"), row.number("reserved_micros")})),
                "bucket ");
    }

    private static void add(Map<String, long[]> sums, String key, long spent, long reserved) {
        long[] sum = sums.computeIfAbsent(key, _ -> new long[2]);
        sum[0] = Math.addExact(sum[0], spent);
        sum[1] = Math.addExact(sum[1], reserved);
    }

    private void compare(Map<String, long[]> recounted, List<Map.Entry<String, long[]>> stored, String what) {
        Set<String> seen = new HashSet<>();
        for (Map.Entry<String, long[]> row : stored) {
            seen.add(row.getKey());
            if (row.getKey().contains("/unexplained")) {
                continue;
            }
            long[] sum = recounted.getOrDefault(row.getKey(), new long[2]);
            if (sum[0] != row.getValue()[0] || sum[1] != row.getValue()[1]) {
                problems.add(what + row.getKey() + " holds " + row.getValue()[0] + " spent and " + row.getValue()[1]
                        + " reserved; its reservations sum to " + sum[0] + " and " + sum[1]);
            }
        }
        recounted.keySet().stream()
                .filter(key -> !seen.contains(key))
                .forEach(key -> problems.add(what + key + " is missing"));
    }

    /** Money that left without an intent counts in full, in all and by the quarter of an hour. */
    private void unexplained(Sql sql) throws SQLException {
        long claimed = sql.count("SELECT COALESCE(SUM(usd_micros), 0) FROM claim WHERE reason = 'UNEXPLAINED_OUTFLOW'");
        long anchors = sql.count(
                "SELECT COALESCE(SUM(spent_micros + reserved_micros), 0) FROM anchor WHERE id LIKE '%/unexplained'");
        long buckets = sql.count("SELECT COALESCE(SUM(spent_micros + reserved_micros), 0) FROM bucket WHERE anchor LIKE"
                + " '%/unexplained'");
        if (claimed != anchors || claimed != buckets) {
            problems.add("unexplained outflows are claimed for " + claimed + ", counted as " + anchors
                    + " in all and as " + buckets + " by time");
        }
    }
}
