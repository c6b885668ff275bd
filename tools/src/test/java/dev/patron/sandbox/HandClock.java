package dev.patron.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves when told to. */
final class HandClock implements InstantSource {
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");

    @Override
    public synchronized Instant instant() {
        return now;
    }

    synchronized void move(Duration by) {
        now = now.plus(by);
    }

    void move(long seconds) {
        move(Duration.ofSeconds(seconds));
    }
}
