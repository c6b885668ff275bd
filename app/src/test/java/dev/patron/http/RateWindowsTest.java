package dev.patron.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The bound on requests at the edges of its windows, and under more addresses than it remembers; whoever has many takes nothing from keys. */
class RateWindowsTest {
    private static final Instant NOW = Instant.parse("2026-05-14T12:00:00Z");

    private static final RateWindows.Caller A = new RateWindows.Caller.Key("a");

    private final RateWindows rates = new RateWindows();

    private RateWindows.Standing key(String id) {
        return rates.count(new RateWindows.Caller.Key(id), NOW);
    }

    private RateWindows.Standing address(String text) {
        return rates.count(RateWindows.Caller.of(InetAddress.ofLiteral(text)), NOW);
    }

    @Test
    void keysAreCountedApartHoweverManyAddressesThereAre() {
        for (int i = 0; i < 20_000; i++) {
            address("10.0." + i / 250 + "." + (1 + i % 250));
        }
        for (int i = 0; i < RateWindows.REQUESTS_MOST; i++) {
            address("11.0.0." + (1 + i % 250));
        }
        assertTrue(address("11.0.0.1").isOver(), "addresses beyond the most share one window");
        assertEquals(RateWindows.REQUESTS_MOST - 1, key("one").remaining());
        assertEquals(RateWindows.REQUESTS_MOST - 1, key("two").remaining());
    }

    @Test
    void theLoopbackNetworkIsOneAddress() {
        for (int i = 0; i < RateWindows.REQUESTS_MOST; i++) {
            assertFalse(address("127.0." + i / 250 + "." + (1 + i % 250)).isOver());
        }
        assertTrue(address("127.1.2.3").isOver());
        assertFalse(address("::1").isOver());
        assertFalse(address("192.0.2.1").isOver());
    }

    @Test
    void anIpv6NetworkIsOneAddress() {
        for (int i = 0; i < RateWindows.REQUESTS_MOST; i++) {
            assertFalse(
                    address("2001:db8:0:1:" + Integer.toHexString(i) + "::1").isOver());
        }
        assertTrue(address("2001:db8:0:1::2").isOver());
        assertFalse(address("2001:db8:0:2::2").isOver());
        assertFalse(address("::1").isOver());
    }

    private int passed(RateWindows.Caller caller, Instant at, int requests) {
        int passed = 0;
        for (int i = 0; i < requests; i++) {
            passed += rates.count(caller, at).isOver() ? 0 : 1;
        }
        return passed;
    }

    @Test
    void at080AcrossAnEdgeTwiceTheBoundPassesAndNoMore() {
        assertEquals(1, passed(A, NOW, 1));
        assertEquals(999, passed(A, NOW.plusMillis(59_999), 5_000));
        assertEquals(1_000, passed(A, NOW.plus(RateWindows.WINDOW), 5_000));
        assertEquals(0, passed(A, NOW.plusMillis(119_999), 5_000));
    }

    /** A clock that is put back opens no new window. */
    @Test
    void at080AClockThatGoesBackGivesNothing() {
        assertEquals(1_000, passed(A, NOW, 5_000));
        assertEquals(0, passed(A, NOW.minus(Duration.ofDays(1)), 5_000));
    }

    @Test
    void at080CallersWithoutNumberShareOneBound() {
        for (int i = 0; i < 10_000; i++) {
            assertFalse(rates.count(other(i), NOW).isOver());
        }
        int passed = 0;
        for (int i = 0; i < 3_000; i++) {
            passed += passed(other(20_000 + i), NOW, 1);
        }
        assertTrue(passed <= 1_000, "passed " + passed);
        assertEquals(999, passed(other(7), NOW, 5_000), "who was here before keeps its own");
        assertEquals(
                1_000, passed(other(50_000), NOW.plus(RateWindows.WINDOW), 5_000), "windows that ended are forgotten");
    }

    private static RateWindows.Caller other(int number) {
        return new RateWindows.Caller.Address("address " + number);
    }
}
