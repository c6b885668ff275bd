package dev.patron.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Whoever has many addresses takes nothing from keys. */
class RateWindowsTest {
    private static final Instant NOW = Instant.parse("2026-05-14T12:00:00Z");

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
}
