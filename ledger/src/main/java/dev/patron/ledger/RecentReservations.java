package dev.patron.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When an agent reserved within the last minute, so remembered that each decision reads only what came after the one before.
 *
 * <p>A reservation is made under its agent's anchor at a time that is never before the last one there, and no row is ever taken
 * away. So what was read under the anchor is settled up to the newest row, which is read again in case others bear its time. Where time
 * went back, or {@link #forget} was called because a reservation was brought back at another time, all of the minute is read anew.
 * Safe for any number of threads that hold the agent's anchor.
 */
final class RecentReservations {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    /**
     * What a decision read.
     *
     * @param at      its time
     * @param settled every reservation after {@code at} less a minute and before {@code newest}, oldest first
     * @param newest  the newest reservation that was read and is not after {@code at}
     */
    private record Seen(Instant at, List<Instant> settled, Instant newest) {}

    /** The times within the minute before {@code at}, oldest first; the agent's anchor must be locked. */
    List<Instant> read(Sql sql, Budgets.Scope scope, Instant at) throws SQLException {
        Instant begins = at.minus(MINUTE);
        Seen last = seen.get(scope.agentAnchor());
        boolean usable =
                last != null && !at.isBefore(last.at()) && last.newest().isAfter(begins);
        List<Instant> times = new ArrayList<>();
        if (last != null && usable) {
            List<Instant> settled = last.settled();
            int gone = 0;
            while (gone < settled.size() && !settled.get(gone).isAfter(begins)) {
                gone++;
            }
            times.addAll(settled.subList(gone, settled.size()));
            times.addAll(rows(sql, scope, ">=", last.newest()));
        } else {
            times.addAll(rows(sql, scope, ">", begins));
        }
        remember(scope, at, times);
        return times;
    }

    private static List<Instant> rows(Sql sql, Budgets.Scope scope, String since, Instant time) throws SQLException {
        return sql.list(
                "SELECT reserved_at FROM reservation WHERE agent = ? AND simulated = ? AND reserved_at " + since
                        + " ? ORDER BY reserved_at",
                row -> row.time("reserved_at"),
                scope.agent(),
                scope.simulated(),
                time);
    }

    private void remember(Budgets.Scope scope, Instant at, List<Instant> times) {
        int count = times.size();
        while (count > 0 && times.get(count - 1).isAfter(at)) {
            count--;
        }
        if (count == 0) {
            seen.remove(scope.agentAnchor());
            return;
        }
        Instant newest = times.get(count - 1);
        int settled = count;
        while (settled > 0 && times.get(settled - 1).equals(newest)) {
            settled--;
        }
        seen.put(scope.agentAnchor(), new Seen(at, List.copyOf(times.subList(0, settled)), newest));
    }

    /** What was remembered of an agent may be wrong from now on; its anchor must be locked. */
    void forget(Budgets.Scope scope) {
        seen.remove(scope.agentAnchor());
    }
}
