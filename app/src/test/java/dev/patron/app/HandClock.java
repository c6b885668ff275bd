package dev.patron.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that goes on only when it is told to, and never back. Safe for any number of threads. */
public final class HandClock implements InstantSource {
    private final AtomicReference<Instant> now;

    public HandClock(Instant start) {
        this.now = new AtomicReference<>(start);
    }

    @Override
    public Instant instant() {
        return Objects.requireNonNull(now.get());
    }

    public void advance(Duration by) {
        now.updateAndGet(at -> at.plus(by));
    }

    /** Whoever waits until a time finds it come; others who wait at the same time do not add to that. */
    public void reach(Instant at) {
        now.updateAndGet(before -> before.isBefore(at) ? at : before);
    }
}
