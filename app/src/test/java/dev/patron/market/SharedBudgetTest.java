package dev.patron.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.app.Bench;
import dev.patron.app.Bench.Limits;
import dev.patron.ledger.IntentRecord;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.ReservationRecord;
import dev.patron.ledger.RunRecord;
import dev.patron.sandbox.Sandbox;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Budgets that several runs, agents and days share, to the micro-dollar. */
class SharedBudgetTest {
    @Test
    void twoBriefsOnABudgetForOneAndAHalf(@TempDir Path folder) {
        try (Bench bench = new Bench(folder)) {
            // Two times four pictures cost 0.40; this lets six through, and is one micro-dollar short of a seventh.
            bench.limits(new Limits("\"0.349999\"", "unlimited", "unlimited", "unlimited", "unlimited"));
            Bench.Ran ran = bench.buy("run", bench.brief("one", 4), bench.brief("two", 4));

            assertEquals(3, ran.exit(), ran.out());
            int delivered = 0;
            List<String> codes = new ArrayList<>();
            for (JsonNode run : ran.json().path("runs")) {
                delivered += count(run, "delivered");
                run.path("denials")
                        .forEach(denial -> codes.add(denial.path("code").asText()));
            }
            assertEquals(6, delivered);
            assertEquals(List.of("WORKSPACE_BUDGET_EXCEEDED", "WORKSPACE_BUDGET_EXCEEDED"), codes);
            assertMoved(bench, 300_000);

            // One micro-dollar more is exactly one more picture, whoever asks for it.
            bench.limits(new Limits("\"0.35\"", "unlimited", "unlimited", "unlimited", "unlimited"));
            Bench.Ran second = bench.buy("run", bench.brief("three", 2), "--agent", "second");
            assertEquals(3, second.exit(), second.out());
            assertEquals(1, count(second.json(), "delivered"));
            assertMoved(bench, 350_000);
        }
    }

    @Test
    void aDaysEdge(@TempDir Path folder) {
        try (Bench bench = new Bench(folder)) {
            bench.limits(new Limits("unlimited", "\"0.05\"", "unlimited", "unlimited", "unlimited"));
            bench.clock().reach(Instant.parse("2026-05-14T23:50:00Z"));
            Bench.Ran ran = bench.buy("run", bench.brief("edge", 2));
            assertEquals(3, ran.exit());
            JsonNode denial = ran.json().path("denials").path(0);
            assertEquals("2026-05-15T00:00:00Z", denial.path("frees_at").asText());

            String id = ran.json().path("run").asText();
            bench.clock().reach(Instant.parse("2026-05-14T23:59:59.999Z"));
            assertEquals(3, bench.buy("resume", id).exit(), "a millisecond early is early");
            bench.clock().reach(Instant.parse("2026-05-15T00:00:00Z"));
            assertEquals(0, bench.buy("resume", id).exit());
            assertMoved(bench, 100_000);
        }
    }

    @Test
    void theRollingWindowsEdge(@TempDir Path folder) {
        try (Bench bench = new Bench(folder)) {
            bench.limits(new Limits("unlimited", "unlimited", "\"0.05\"", "unlimited", "unlimited"));
            Bench.Ran ran = bench.buy("run", bench.brief("edge", 2));
            assertEquals(3, ran.exit());
            // Bought at noon, in the quarter of an hour that begins then, which counts whole.
            String frees = ran.json().path("denials").path(0).path("frees_at").asText();
            assertEquals("2026-05-15T12:15:00Z", frees);

            String id = ran.json().path("run").asText();
            bench.clock().reach(Instant.parse(frees).minusMillis(1));
            assertEquals(3, bench.buy("resume", id).exit(), "a millisecond early is early");
            bench.clock().reach(Instant.parse(frees));
            assertEquals(0, bench.buy("resume", id).exit());
            assertMoved(bench, 100_000);
        }
    }

    @Test
    void aRateIsKeptByWaiting(@TempDir Path folder) {
        try (Bench bench = new Bench(folder)) {
            bench.concurrency(1);
            bench.limits(new Limits("unlimited", "unlimited", "unlimited", "unlimited", "2"));
            Bench.Ran ran = bench.buy("run", bench.brief("paced", 5));

            assertEquals(0, ran.exit(), ran.out());
            List<Instant> times = bench.ledger(SharedBudgetTest::reservations);
            assertEquals(5, times.size());
            for (int i = 2; i < times.size(); i++) {
                Duration apart = Duration.between(times.get(i - 2), times.get(i));
                assertTrue(apart.compareTo(Duration.ofMinutes(1)) >= 0, "three payments within " + apart);
            }
            assertMoved(bench, 250_000);
        }
    }

    @Test
    void aRunThatBeginsWithinTheMinuteWaitsToo(@TempDir Path folder) {
        try (Bench bench = new Bench(folder)) {
            bench.concurrency(1);
            bench.limits(new Limits("unlimited", "unlimited", "unlimited", "unlimited", "2"));
            assertEquals(0, bench.buy("run", bench.brief("first", 2)).exit());
            Bench.Ran ran = bench.buy("run", bench.brief("second", 1));

            assertEquals(0, ran.exit(), ran.out());
            List<Instant> times = bench.ledger(SharedBudgetTest::reservations);
            assertTrue(!times.getLast().isBefore(times.getFirst().plus(Duration.ofMinutes(1))), times.toString());
            bench.limits(new Limits("unlimited", "unlimited", "unlimited", "unlimited", "0"));
            Bench.Ran never = bench.buy("run", bench.brief("third", 1));
            assertEquals(3, never.exit(), "a rate of nothing never frees");
            assertMoved(bench, 150_000);
        }
    }

    private static List<Instant> reservations(Ledger ledger) {
        List<Instant> times = new ArrayList<>();
        for (RunRecord run : ledger.reader().runs()) {
            for (IntentRecord intent : ledger.reader().intents(run.id())) {
                ledger.reader()
                        .reservation(intent.id())
                        .map(ReservationRecord::reservedAt)
                        .ifPresent(times::add);
            }
        }
        times.sort(null);
        return times;
    }

    private static int count(JsonNode run, String status) {
        int count = 0;
        for (JsonNode shot : run.path("shots")) {
            count += shot.path("status").asText().equals(status) ? 1 : 0;
        }
        return count;
    }

    private static void assertMoved(Bench bench, long units) {
        assertEquals(BigInteger.valueOf(units), bench.sandbox().chain().balance(Sandbox.PAY_TO));
        assertTrue(bench.ledger(Ledger::verify).isSound());
    }
}
