package dev.patron.ledger;

import dev.patron.money.Usd;
import java.sql.SQLException;
import java.time.Instant;

/** The part of the retelling that counts what the budgets' anchors and buckets hold. */
final class RetellingBudgets {
    private static final String SUMS = ", SUM(CASE WHEN state = 'posted' THEN moved_micros ELSE 0 END), SUM(CASE WHEN"
            + " state = 'pending' THEN usd_micros ELSE 0 END) FROM reservation GROUP BY ";
    private static final String REALM = "CASE WHEN simulated THEN 'simulated' ELSE 'real' END || ";

    private RetellingBudgets() {}

    /** Counts every reservation; the anchors' time is that of the newest event, so that no clock before it is trusted. */
    static void count(Sql sql) throws SQLException {
        Instant last = sql.first("SELECT MAX(recorded_at) AS last_at FROM event", row -> row.time("last_at"))
                .orElse(Instant.EPOCH);
        for (String anchor : new String[] {"'/agent/' || agent", "'/run/' || run", "'/workspace'"}) {
            String id = REALM + anchor;
            sql.update(
                    "INSERT INTO anchor (id, last_time, spent_micros, reserved_micros) SELECT " + id
                            + ", CAST(? AS TIMESTAMP(6) WITH TIME ZONE)" + SUMS + id,
                    last);
            sql.update("INSERT INTO bucket (anchor, starts_at, spent_micros, reserved_micros) SELECT " + id + ", bucket"
                    + SUMS + id + ", bucket");
        }
        sql.update("UPDATE anchor SET last_time = ?", last);
    }

    /** Adds money that left a wallet without an intent. */
    static void unexplained(Sql sql, boolean simulated, Instant bucket, Usd usd) throws SQLException {
        String anchor = new Budgets.Scope(simulated, "", "").unexplainedAnchor();
        if (sql.update("UPDATE anchor SET spent_micros = spent_micros + ? WHERE id = ?", usd, anchor) == 0) {
            sql.one(
                    "INSERT INTO anchor (id, last_time, spent_micros, reserved_micros) VALUES (?, ?, ?, 0)",
                    anchor,
                    Instant.EPOCH,
                    usd);
        }
        int known = sql.update(
                "UPDATE bucket SET spent_micros = spent_micros + ? WHERE anchor = ? AND starts_at = ?",
                usd,
                anchor,
                bucket);
        if (known == 0) {
            sql.one(
                    "INSERT INTO bucket (anchor, starts_at, spent_micros, reserved_micros) VALUES (?, ?, ?, 0)",
                    anchor,
                    bucket,
                    usd);
        }
    }
}
