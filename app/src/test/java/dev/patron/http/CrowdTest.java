package dev.patron.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.http.Hostility.Way;
import dev.patron.treasury.SimulatedTreasury;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private static final BigDecimal PRICE = new BigDecimal("0.05");

    @TempDir
    Path folder;

    @Test
    void honestClientsAreServedAmongHostileOnes() throws Exception {
        Served.settle(folder, Crowd.POLICY);
        Crowd.Outcome outcome;
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
        only(answers, Way.HUGE, "413", "429", Hostility.CUT_OFF);
        only(answers, Way.ENDLESS, "413", "429", Hostility.CUT_OFF);
        only(answers, Way.MALFORMED, "400", "429", Hostility.CUT_OFF);
        only(answers, Way.NO_HTTP, "400", "404", "405", "429", Hostility.CUT_OFF);
        only(answers, Way.WRONG_KEY, "401", "429", Hostility.CUT_OFF);
        only(answers, Way.REPLAY, "400", "404", "429", Hostility.CUT_OFF);
        only(answers, Way.STOCKPILE, "200", "429", Hostility.CUT_OFF);
        only(answers, Way.PAY_AT_ONCE, Hostility.ONE_TRANSFER, Hostility.CUT_OFF);
        if (CLIENTS > FEW) {
            only(answers, Way.SLOW, Hostility.CUT_OFF);
            only(answers, Way.SILENT, Hostility.CUT_OFF);
            assertTrue(answers.containsKey(Way.SLOW) && answers.containsKey(Way.SILENT), answers::toString);
        }
    }

    private static void only(Map<Way, Map<String, Long>> answers, Way way, String... expected) {
        assertTrue(
                Set.of(expected).containsAll(answers.getOrDefault(way, Map.of()).keySet()),
                () -> way + " was answered " + answers.get(way));
    }
}
