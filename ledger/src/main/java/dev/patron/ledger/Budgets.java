package dev.patron.ledger;

import dev.patron.money.Usd;
import dev.patron.policy.SpendState;
import dev.patron.policy.Tally;
import dev.patron.policy.Window;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Anchors and buckets: who has used how much of what, since when.
 *
 * <p>Every budget has one anchor row. A transaction that reads or changes budgets locks all the anchors it touches
 * first, in the order of their ids; only then does it look at the clock. Sums live in the anchor (all time) and in
 * buckets of a quarter of an hour, which are made only under the anchor's lock. Money that left a wallet without an
 * intent is added to an anchor of its own and counts in every window of the workspace and of every agent. Simulated
 * and real money have different anchors and share nothing.
 */
final class Budgets {
    private static final Duration CLOCK_MAY_LAG = Duration.ofSeconds(2);

    /** So many reservations within a minute are told apart to the microsecond. */
    private static final int RECENT_EXACT_MOST = 200;

    /** The anchors that every reserving and every authorizing transaction locks last, one for each realm. */
    private static final List<String> WORKSPACES = List.of("real/workspace", "simulated/workspace");

    private final Database database;
    private final InstantSource clock;
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final RecentReservations recent = new RecentReservations();

    Budgets(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** The budgets that one payment counts against. */
    record Scope(boolean simulated, String agent, String run) {
        static Scope of(SpendCommand command) {
            return new Scope(
                    command.simulated(),
                    command.request().agent(),
                    command.request().run());
        }

        String workspaceAnchor() {
            return realm() + "/workspace";
        }

        String agentAnchor() {
            return realm() + "/agent/" + agent;
        }

        String runAnchor() {
            return realm() + "/run/" + run;
        }

        String unexplainedAnchor() {
            return realm() + "/unexplained";
        }

        /** In the order in which they are locked. */
        List<String> anchors() {
            return List.of(agentAnchor(), runAnchor(), unexplainedAnchor(), workspaceAnchor());
        }

        /** The anchors that the payment itself is added to. */
        List<String> charged() {
            return List.of(agentAnchor(), runAnchor(), workspaceAnchor());
        }

        private String realm() {
            return simulated ? "simulated" : "real";
        }

        String anchor(Window window) {
            return switch (window.scope()) {
                case WORKSPACE -> workspaceAnchor();
                case AGENT -> agentAnchor();
                case BRIEF -> runAnchor();
            };
        }
    }

    /** Held locks: the time of this transaction, and whether the clock has fallen behind what is recorded. */
    record Locked(Instant at, boolean clockIsBehind) {}

    /** Makes the anchors that are missing, in a transaction of its own, before they are locked. */
    void prepare(Scope scope) {
        prepare(scope.anchors());
    }

    /** The same for the anchors that {@link #lockAll} needs. */
    void prepareAll() {
        prepare(WORKSPACES);
    }

    private void prepare(List<String> anchors) {
        for (String id : anchors) {
            if (known.contains(id)) {
                continue;
            }
            try {
                database.transact(sql -> {
                    if (sql.count("SELECT COUNT(*) FROM anchor WHERE id = ?", id) == 0) {
                        sql.one(
                                "INSERT INTO anchor (id, last_time, spent_micros, reserved_micros) VALUES (?, ?, 0, 0)",
                                id,
                                Instant.EPOCH);
                    }
                    return true;
                });
            } catch (LedgerException e) {
                boolean madeByAnother =
                        database.transact(sql -> sql.count("SELECT COUNT(*) FROM anchor WHERE id = ?", id) == 1);
                if (!madeByAnother) {
                    throw e;
                }
            }
            known.add(id);
        }
    }

    /** Locks, then reads the clock: never the other way round. */
    Locked lock(Sql sql, Scope scope) throws SQLException {
        return lock(sql, scope.anchors());
    }

    /**
     * Locks the workspace's anchors of both realms: until this transaction ends nothing is reserved or authorized, and
     * whatever was has been committed.
     */
    Locked lockAll(Sql sql) throws SQLException {
        return lock(sql, WORKSPACES);
    }

    private Locked lock(Sql sql, List<String> anchors) throws SQLException {
        Instant last = Instant.EPOCH;
        for (String id : anchors) {
            Instant mine = sql.first(
                            "SELECT last_time FROM anchor WHERE id = ? FOR UPDATE", row -> row.time("last_time"), id)
                    .orElseThrow(() -> new LedgerException(Fault.ILLEGAL, "no anchor `" + id + "`"));
            last = mine.isAfter(last) ? mine : last;
        }
        Instant now = Sql.micros(clock.instant());
        Instant at = now.isAfter(last) ? now : last;
        for (String id : anchors) {
            sql.one("UPDATE anchor SET last_time = ? WHERE id = ?", at, id);
        }
        return new Locked(at, now.plus(CLOCK_MAY_LAG).isBefore(last));
    }

    /** A reservation to leave out of a reading: its own, when it is judged again. */
    record Own(Instant bucket, Usd usd) {}

    /** Everything else a {@link SpendState} holds. */
    record Surroundings(BigInteger funds, Set<String> frozen, boolean unresolved) {}

    /** A time under the lock, and the zone in which its day and month begin. */
    record Moment(Instant at, ZoneId zone) {}

    /** Reads the state that a decision needs; the anchors must be locked. */
    SpendState read(Sql sql, Scope scope, Moment moment, Optional<Own> own, Surroundings around) throws SQLException {
        Instant at = moment.at();
        ZoneId zone = moment.zone();
        Map<Window, Tally> tallies = new EnumMap<>(Window.class);
        for (Window window : Window.values()) {
            Optional<Instant> first = window.firstBucket(at, zone);
            Tally tally = tally(sql, scope.anchor(window), first);
            if (window.scope() != Window.Scope.BRIEF) {
                tally = tally.plus(tally(sql, scope.unexplainedAnchor(), first));
            }
            boolean counted = own.isPresent()
                    && first.map(start -> !own.get().bucket().isBefore(start)).orElse(true);
            tallies.put(
                    window,
                    counted
                            ? new Tally(
                                    tally.spent(),
                                    tally.reserved().minus(own.get().usd()))
                            : tally);
        }
        return new SpendState(
                at,
                tallies,
                rolling(sql, scope, at, zone),
                recent(sql, scope, at),
                around.funds(),
                around.frozen(),
                around.unresolved());
    }

    private static Tally tally(Sql sql, String anchor, Optional<Instant> first) throws SQLException {
        String columns = "SUM(spent_micros) AS spent_micros, SUM(reserved_micros) AS reserved_micros";
        Optional<Tally> found = first.isEmpty()
                ? sql.first("SELECT spent_micros, reserved_micros FROM anchor WHERE id = ?", Budgets::tallyOf, anchor)
                : sql.first(
                        "SELECT " + columns + " FROM bucket WHERE anchor = ? AND starts_at >= ?",
                        Budgets::tallyOf,
                        anchor,
                        first.get());
        return found.orElse(Tally.NONE);
    }

    private static Tally tallyOf(Sql.Row row) throws SQLException {
        return new Tally(row.usd("spent_micros"), row.usd("reserved_micros"));
    }

    private static SortedMap<Instant, Usd> rolling(Sql sql, Scope scope, Instant at, ZoneId zone) throws SQLException {
        SortedMap<Instant, Usd> buckets = new TreeMap<>();
        sql
                .list(
                        "SELECT starts_at, SUM(spent_micros + reserved_micros) AS used FROM bucket"
                                + " WHERE anchor IN (?, ?) AND starts_at >= ? GROUP BY starts_at",
                        row -> Map.entry(row.time("starts_at"), row.usd("used")),
                        scope.agentAnchor(),
                        scope.unexplainedAnchor(),
                        Window.AGENT_24H.firstBucket(at, zone).orElse(Instant.EPOCH))
                .stream()
                .filter(entry -> !entry.getValue().isZero())
                .forEach(entry -> buckets.put(entry.getKey(), entry.getValue()));
        return buckets;
    }

    /** The agent's reservations of the last minute; many are told by the second, so that they can be recorded. */
    private List<Instant> recent(Sql sql, Scope scope, Instant at) throws SQLException {
        List<Instant> exact = recent.read(sql, scope, at);
        return exact.size() <= RECENT_EXACT_MOST
                ? exact
                : exact.stream().map(Budgets::coarse).toList();
    }

    /** The full second at or after a time. */
    static Instant coarse(Instant time) {
        Instant second = time.truncatedTo(ChronoUnit.SECONDS);
        return second.equals(time) ? time : second.plusSeconds(1);
    }

    /** A ceiling that a guarded update must respect. */
    record Guard(Window window, Instant firstBucket, long limitMicros) {}

    /**
     * Adds to what is reserved, in the anchors and the bucket. Each bucket update carries the policy's ceilings as
     * conditions of its own, so that a decision and its effect cannot drift apart.
     */
    void reserve(Sql sql, Scope scope, Own what, List<Guard> guards) throws SQLException {
        for (String anchor : scope.charged()) {
            sql.one("UPDATE anchor SET reserved_micros = reserved_micros + ? WHERE id = ?", what.usd(), anchor);
            bucket(sql, anchor, what.bucket());
            List<Object> values = new ArrayList<>(List.of(what.usd(), anchor, what.bucket()));
            StringBuilder guarded = new StringBuilder(
                    "UPDATE bucket SET reserved_micros = reserved_micros + ? WHERE anchor = ? AND starts_at = ?");
            for (Guard guard : guards) {
                if (scope.anchor(guard.window()).equals(anchor)) {
                    guarded.append(" AND (SELECT COALESCE(SUM(b.spent_micros + b.reserved_micros), 0) FROM bucket b"
                            + " WHERE b.anchor IN (?, ?) AND b.starts_at >= ?) + ? <= ?");
                    String unexplained =
                            guard.window().scope() == Window.Scope.BRIEF ? anchor : scope.unexplainedAnchor();
                    values.addAll(List.of(anchor, unexplained, guard.firstBucket(), what.usd(), guard.limitMicros()));
                }
            }
            sql.one(guarded.toString(), values.toArray());
        }
    }

    /** Takes money out of what is reserved, and adds {@code spent} to what is spent, in the same buckets. */
    void close(Sql sql, Scope scope, Own reserved, Usd spent) throws SQLException {
        for (String anchor : scope.charged()) {
            sql.one(
                    "UPDATE anchor SET reserved_micros = reserved_micros - ?, spent_micros = spent_micros + ?"
                            + " WHERE id = ?",
                    reserved.usd(),
                    spent,
                    anchor);
            sql.one(
                    "UPDATE bucket SET reserved_micros = reserved_micros - ?, spent_micros = spent_micros + ?"
                            + " WHERE anchor = ? AND starts_at = ?",
                    reserved.usd(),
                    spent,
                    anchor,
                    reserved.bucket());
        }
    }

    /** The reverse of {@link #close}: money that was spent is at risk again. */
    void reopen(Sql sql, Scope scope, Own reserved, Usd spent) throws SQLException {
        for (String anchor : scope.charged()) {
            sql.one(
                    "UPDATE anchor SET reserved_micros = reserved_micros + ?, spent_micros = spent_micros - ?"
                            + " WHERE id = ?",
                    reserved.usd(),
                    spent,
                    anchor);
            sql.one(
                    "UPDATE bucket SET reserved_micros = reserved_micros + ?, spent_micros = spent_micros - ?"
                            + " WHERE anchor = ? AND starts_at = ?",
                    reserved.usd(),
                    spent,
                    anchor,
                    reserved.bucket());
        }
    }

    /** Adds money that is known to be reserved already: from the journal, which outranks any ceiling. */
    void admit(Sql sql, Scope scope, Own what) throws SQLException {
        recent.forget(scope);
        for (String anchor : scope.charged()) {
            sql.one("UPDATE anchor SET reserved_micros = reserved_micros + ? WHERE id = ?", what.usd(), anchor);
            bucket(sql, anchor, what.bucket());
            sql.one(
                    "UPDATE bucket SET reserved_micros = reserved_micros + ? WHERE anchor = ? AND starts_at = ?",
                    what.usd(),
                    anchor,
                    what.bucket());
        }
    }

    /** Adds money that left a wallet without an intent, at the time of its block. */
    void unexplained(Sql sql, Scope scope, Instant blockTime, Usd usd) throws SQLException {
        String anchor = scope.unexplainedAnchor();
        Instant start = Window.bucketOf(blockTime);
        bucket(sql, anchor, start);
        sql.one("UPDATE anchor SET spent_micros = spent_micros + ? WHERE id = ?", usd, anchor);
        sql.one(
                "UPDATE bucket SET spent_micros = spent_micros + ? WHERE anchor = ? AND starts_at = ?",
                usd,
                anchor,
                start);
    }

    private static void bucket(Sql sql, String anchor, Instant start) throws SQLException {
        if (sql.count("SELECT COUNT(*) FROM bucket WHERE anchor = ? AND starts_at = ?", anchor, start) == 0) {
            sql.one(
                    "INSERT INTO bucket (anchor, starts_at, spent_micros, reserved_micros) VALUES (?, ?, 0, 0)",
                    anchor,
                    start);
        }
    }
}
