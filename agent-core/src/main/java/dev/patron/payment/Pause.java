package dev.patron.payment;

import java.time.Duration;

/** Waiting, as a parameter: real in the program, a moved clock in tests. */
@FunctionalInterface
public interface Pause {
    /**
     * Returns after {@code time}, or at once when the thread is interrupted (and leaves it interrupted).
     */
    void pause(Duration time);
}
