package dev.patron.ledger;

import java.time.Instant;
import java.util.Map;

/** The part of the retelling that counts what the budgets' anchors and buckets hold. */
final class RetellingBudgets {
    private RetellingBudgets() {}

    /** Counts every reservation; the anchors' time is that of the newest event, so that no clock before it is trusted. */
    static void count(Tables tables, Instant newest) {
        for (Tables.Row held : tables.rows("reservation")) {
            long spent = held.is("state", "posted") ? held.number("moved_micros") : 0;
            long reserved = held.is("state", "pending") ? held.number("usd_micros") : 0;
            Budgets.Scope scope = new Budgets.Scope(held.flag("simulated"), held.text("agent"), held.text("run"));
            for (String anchor : scope.charged()) {
                add(tables, anchor, held.text("bucket"), new long[] {spent, reserved, held.event()});
            }
        }
        for (Tables.Row anchor : tables.rows("anchor")) {
            anchor.set("last_time", newest.toString());
        }
    }

    /** Adds money that left a wallet without an intent. */
    static void unexplained(Told told, Instant bucket) {
        String anchor = new Budgets.Scope(told.event().flag("simulated"), "", "").unexplainedAnchor();
        long usd = told.event().number("usd_micros");
        add(told.tables(), anchor, bucket.toString(), new long[] {usd, 0, told.seq()});
    }

    private static void add(Tables tables, String anchor, String bucket, long[] spentReservedEvent) {
        if (tables.find("anchor", anchor).isEmpty()) {
            tables.insert(
                    "anchor",
                    Map.of("id", anchor, "last_time", "", "spent_micros", "0", "reserved_micros", "0"),
                    spentReservedEvent[2]);
        }
        if (tables.find("bucket", anchor, bucket).isEmpty()) {
            tables.insert(
                    "bucket",
                    Map.of("anchor", anchor, "starts_at", bucket, "spent_micros", "0", "reserved_micros", "0"),
                    spentReservedEvent[2]);
        }
        for (Tables.Row row : new Tables.Row[] {tables.get("anchor", anchor), tables.get("bucket", anchor, bucket)}) {
            row.set("spent_micros", Long.toString(Math.addExact(row.number("spent_micros"), spentReservedEvent[0])));
            row.set(
                    "reserved_micros",
                    Long.toString(Math.addExact(row.number("reserved_micros"), spentReservedEvent[1])));
        }
    }
}
