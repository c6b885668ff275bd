package dev.patron.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The bound on requests at the edges of its windows, and under more callers than it remembers. */
class RateWindowsTest {
    private static final Instant NOON = Instant.parse("2026-05-14T12:00:00Z");

    private final RateWindows windows = new RateWindows();

    private int passed(String caller, Instant at, int requests) {
        int passed = 0;
        for (int i = 0; i < requests; i++) {
            passed += windows.count(caller, at).isOver() ? 0 : 1;
        }
        return passed;
    }

    @Test
    void at080AcrossAnEdgeTwiceTheBoundPassesAndNoMore() {
        assertEquals(1, passed("a", NOON, 1));
        assertEquals(999, passed("a", NOON.plusMillis(59_999), 5_000));
        assertEquals(1_000, passed("a", NOON.plus(RateWindows.WINDOW), 5_000));
        assertEquals(0, passed("a", NOON.plusMillis(119_999), 5_000));
    }

    /** A clock that is put back opens no new window. */
    @Test
    void at080AClockThatGoesBackGivesNothing() {
        assertEquals(1_000, passed("a", NOON, 5_000));
        assertEquals(0, passed("a", NOON.minus(Duration.ofDays(1)), 5_000));
    }

    @Test
    void at080CallersWithoutNumberShareOneBound() {
        for (int i = 0; i < 10_000; i++) {
            assertFalse(windows.count("address " + i, NOON).isOver());
        }
        int passed = 0;
        for (int i = 0; i < 3_000; i++) {
            passed += passed("stranger " + i, NOON, 1);
        }
        assertTrue(passed <= 1_000, "passed " + passed);
        assertEquals(999, passed("address 7", NOON, 5_000), "who was here before keeps its own");
        assertEquals(1_000, passed("late", NOON.plus(RateWindows.WINDOW), 5_000), "windows that ended are forgotten");
    }
}
