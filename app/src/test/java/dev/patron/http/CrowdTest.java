package dev.patron.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.http.Hostility.Way;
import dev.patron.treasury.SimulatedTreasury;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many clients at once, half of them hostile: limits hold, honest ones are served, nothing is overspent or paid twice. With
 * {@code -Dpatron.crowd=200} there are so many, and each honest one has several invoices: long enough for slow clients to be cut off.
 */
class CrowdTest {
    private static final int FEW = 20;
    private static final int CLIENTS = Integer.getInteger("patron.crowd", FEW);
    private static final int INVOICES = CLIENTS > FEW ? 5 : 1;

    /** What a dollar is enough for, a minute long. */
    private static final int HOARD_MOST = 20;

    private static final BigDecimal PRICE = new BigDecimal("0.05");

    @TempDir
    Path folder;

    @Test
    void honestClientsAreServedAmongHostileOnes() throws Exception {
        Served.settle(folder, Crowd.POLICY);
        Crowd.Outcome outcome;
        long begun = System.nanoTime();
        try (Served served = Served.start(folder)) {
            outcome = new Crowd(served).come(new Crowd.Size(CLIENTS / 2, CLIENTS / 2, INVOICES));
            assertTrue(served.stop(), "it ends when it is told to");
        }
        assertEquals(List.of(), outcome.wrong());
        try (SimulatedTreasury treasury =
                SimulatedTreasury.open(folder.resolve("data/gateway/treasury"), "0", Instant::now)) {
            assertEquals(
                    PRICE.multiply(BigDecimal.valueOf(outcome.paid())).stripTrailingZeros(),
                    new BigDecimal(treasury.moved(), SimulatedTreasury.MNEE.decimals()).stripTrailingZeros(),
                    "each invoice once, and nothing else");
        }
        assertEquals(
                "sound",
                Served.patron(folder, "ledger", "verify").path("status").asText());
        Map<Way, Map<String, Long>> answers = outcome.answers();
        only(answers, Way.HUGE, "413", "429");
        only(answers, Way.ENDLESS, "413", "429");
        only(answers, Way.MALFORMED, "400", "429");
        only(answers, Way.NO_HTTP, "400", "404", "405", "501");
        only(answers, Way.WRONG_KEY, "401", "429");
        only(answers, Way.REPLAY, "404", "400", "429");
        only(answers, Way.STOCKPILE, Hostility.ALLOWED, Hostility.DENIED);
        only(answers, Way.PAY_AT_ONCE, Hostility.ONE_TRANSFER);
        long minutes = 1 + Duration.ofNanos(System.nanoTime() - begun).toMinutes();
        long allowed = answers.getOrDefault(Way.STOCKPILE, Map.of()).getOrDefault(Hostility.ALLOWED, 0L);
        assertTrue(allowed <= HOARD_MOST * minutes, () -> allowed + " quotes at once from an agent with a dollar");
        if (CLIENTS > FEW) {
            only(answers, Way.SLOW, Hostility.CUT_OFF);
            only(answers, Way.SILENT, Hostility.CUT_OFF);
        }
    }

    /** A way was answered as is right for it at least once, or in one of a few ways that a crowd brings about, cut off among them. */
    private static void only(Map<Way, Map<String, Long>> answers, Way way, String right, String... others) {
        Map<String, Long> seen = answers.getOrDefault(way, Map.of());
        Set<String> allowed = new TreeSet<>(List.of(others));
        allowed.addAll(List.of(right, Hostility.CUT_OFF));
        assertTrue(seen.containsKey(right) && allowed.containsAll(seen.keySet()), () -> way + " was answered " + seen);
    }
}
