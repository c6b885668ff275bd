package dev.patron.policy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A stretch of time over which one scope's spending is added up.
 *
 * <p>Sums are kept in buckets of a quarter of an hour ({@link #BUCKET}). A window counts the whole bucket in which it
 * begins and everything after it, with no upper end: it is never too generous and at most one bucket too strict.
 * Calendar windows begin at local midnight in the policy's zone, however long that day is.
 */
public enum Window {
    WORKSPACE_DAY(Scope.WORKSPACE),
    WORKSPACE_MONTH(Scope.WORKSPACE),
    WORKSPACE_TOTAL(Scope.WORKSPACE),
    AGENT_DAY(Scope.AGENT),
    AGENT_24H(Scope.AGENT),
    AGENT_TOTAL(Scope.AGENT),
    BRIEF_TOTAL(Scope.BRIEF);

    /** Whose spending a window adds up. */
    public enum Scope {
        WORKSPACE,
        AGENT,
        BRIEF
    }

    /** The grain in which spending is added up. */
    public static final Duration BUCKET = Duration.ofMinutes(15);

    private static final Duration ROLLING = Duration.ofHours(24);

    private final Scope scope;

    Window(Scope scope) {
        this.scope = scope;
    }

    public Scope scope() {
        return scope;
    }

    /** Where the bucket holding {@code at} begins. */
    public static Instant bucketOf(Instant at) {
        long seconds = at.getEpochSecond();
        return Instant.ofEpochSecond(seconds - Math.floorMod(seconds, BUCKET.toSeconds()));
    }

    /** The first bucket that counts at {@code now}; empty for a window over all time. */
    public Optional<Instant> firstBucket(Instant now, ZoneId zone) {
        return switch (this) {
            case WORKSPACE_DAY, AGENT_DAY ->
                Optional.of(bucketOf(midnight(now, zone).toInstant()));
            case WORKSPACE_MONTH ->
                Optional.of(bucketOf(midnight(now, zone).withDayOfMonth(1).toInstant()));
            case AGENT_24H -> Optional.of(bucketOf(now.minus(ROLLING)));
            case WORKSPACE_TOTAL, AGENT_TOTAL, BRIEF_TOTAL -> Optional.empty();
        };
    }

    /** When the window starts afresh; empty for rolling windows and windows over all time. */
    public Optional<Instant> resetsAt(Instant now, ZoneId zone) {
        return switch (this) {
            case WORKSPACE_DAY, AGENT_DAY ->
                Optional.of(midnight(now, zone)
                        .toLocalDate()
                        .plusDays(1)
                        .atStartOfDay(zone)
                        .toInstant());
            case WORKSPACE_MONTH ->
                Optional.of(midnight(now, zone)
                        .toLocalDate()
                        .withDayOfMonth(1)
                        .plusMonths(1)
                        .atStartOfDay(zone)
                        .toInstant());
            case AGENT_24H, WORKSPACE_TOTAL, AGENT_TOTAL, BRIEF_TOTAL -> Optional.empty();
        };
    }

    /** When a bucket that begins at {@code start} no longer counts in a rolling window. */
    public static Instant leavesRolling(Instant start) {
        return start.plus(ROLLING).plus(BUCKET);
    }

    private static ZonedDateTime midnight(Instant now, ZoneId zone) {
        return now.truncatedTo(ChronoUnit.SECONDS).atZone(zone).toLocalDate().atStartOfDay(zone);
    }
}
