package dev.patron.purchase;

import java.time.Duration;

/** Back-off by half again each time, within bounds. */
final class Pace {
    private final Duration most;
    private Duration now;

    Pace(Duration first, Duration most) {
        this.now = first;
        this.most = most;
    }

    Duration next() {
        Duration due = now;
        Duration longer = now.multipliedBy(3).dividedBy(2);
        now = longer.compareTo(most) > 0 ? most : longer;
        return due;
    }
}
