package dev.patron.ledger;

import dev.patron.policy.Window;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Counts what is spent and reserved under each budget from the events, and holds what each decision says that it knew
 * against that count. Holds two numbers a run and two for each quarter of an hour in which anything was spent. One thread.
 */
final class BudgetAudit {
    private static final class Sum {
        private long spent;
        private long reserved;

        void add(long moreSpent, long moreReserved) {
            spent = Math.addExact(spent, moreSpent);
            reserved = Math.addExact(reserved, moreReserved);
        }

        void add(Sum other) {
            add(other.spent, other.reserved);
        }
    }

    private final Map<String, Sum> totals = new HashMap<>();
    private final Map<String, TreeMap<Instant, Sum>> buckets = new HashMap<>();

    /** Money of a payment that was spent or reserved, or is so no longer where a number is below zero. */
    void add(Budgets.Scope scope, Instant bucket, long spent, long reserved) {
        for (String anchor : scope.charged()) {
            totals.computeIfAbsent(anchor, _ -> new Sum()).add(spent, reserved);
            if (!anchor.equals(scope.runAnchor())) {
                count(anchor, bucket, spent, reserved);
            }
        }
    }

    /** Money that left a wallet without an intent. */
    void unexplained(boolean simulated, Instant blockTime, long usd) {
        String anchor = new Budgets.Scope(simulated, "", "").unexplainedAnchor();
        totals.computeIfAbsent(anchor, _ -> new Sum()).add(usd, 0);
        count(anchor, Window.bucketOf(blockTime), usd, 0);
    }

    private void count(String anchor, Instant bucket, long spent, long reserved) {
        buckets.computeIfAbsent(anchor, _ -> new TreeMap<>())
                .computeIfAbsent(bucket, _ -> new Sum())
                .add(spent, reserved);
    }

    /** A reservation that a decision left out: the one that it is about. */
    record Own(Instant bucket, long usd) {}

    /** What in a decision's tallies is not as counted; empty when all is. */
    Optional<String> differing(Budgets.Scope scope, Fields state, ZoneId zone, Optional<Own> own) {
        Instant at = InstantText.parse(state.text("at"));
        Fields tallies = state.part("tallies");
        for (Window window : Window.values()) {
            Optional<Instant> first = window.firstBucket(at, zone);
            Sum sum = new Sum();
            add(sum, scope.anchor(window), first);
            if (window.scope() != Window.Scope.BRIEF) {
                add(sum, scope.unexplainedAnchor(), first);
            }
            own.filter(left ->
                            first.map(start -> !left.bucket().isBefore(start)).orElse(true))
                    .ifPresent(left -> sum.add(0, -left.usd()));
            Fields tally = tallies.part(window.name());
            if (tally.number("spent_micros") != sum.spent || tally.number("reserved_micros") != sum.reserved) {
                return Optional.of("it knew of " + tally.text("spent_micros") + " spent and "
                        + tally.text("reserved_micros") + " reserved in " + window + ", and the events before it make "
                        + sum.spent + " and " + sum.reserved);
            }
        }
        return Optional.empty();
    }

    private void add(Sum sum, String anchor, Optional<Instant> first) {
        if (first.isEmpty()) {
            Optional.ofNullable(totals.get(anchor)).ifPresent(sum::add);
        } else {
            Optional.ofNullable(buckets.get(anchor))
                    .ifPresent(
                            known -> known.tailMap(first.get(), true).values().forEach(sum::add));
        }
    }
}
