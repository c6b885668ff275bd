package dev.patron.style.bad.plan;

import java.time.Instant;

/** A plan that reads the time by itself. */
public final class AsksTheClock {
    Instant asks() {
        return Instant.now();
    }
}
