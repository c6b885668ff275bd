package dev.patron.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that moves when told to. */
final class HandClock implements InstantSource {
    private final AtomicReference<Instant> now;

    HandClock(Instant start) {
        this.now = new AtomicReference<>(start);
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    void move(Duration by) {
        now.updateAndGet(at -> at.plus(by));
    }

    void set(Instant at) {
        now.set(at);
    }
}
