package dev.patron.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves when told to, for any number of threads. */
final class HandClock implements InstantSource {
    private Instant now;

    HandClock(Instant start) {
        this.now = start;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    synchronized void move(Duration by) {
        now = now.plus(by);
    }

    synchronized void set(Instant at) {
        now = at;
    }
}
