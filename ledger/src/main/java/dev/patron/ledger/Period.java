package dev.patron.ledger;

import java.time.Instant;

/**
 * A span of the ledger's own time: when facts were recorded, not when a chain or seller says that they happened.
 *
 * @param from the first instant that counts
 * @param to   the first that no longer counts
 */
public record Period(Instant from, Instant to) {
    /** Everything that is recorded. */
    public static final Period ALL = new Period(Instant.EPOCH, Instant.parse("9999-12-31T00:00:00Z"));

    public Period {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("a period's start lies before its end");
        }
    }

    boolean begunBy(Instant at) {
        return !at.isBefore(from);
    }
}
