package dev.patron.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.app.Bench;
import dev.patron.app.Bench.Limits;
import dev.patron.app.Relay;
import dev.patron.ledger.Ledger;
import dev.patron.sandbox.Sandbox;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped brief of 0.45 USD with half of that: what fits is bought, the rest is explained and bought later. */
class HalfTheMoneyTest {
    private static final Path TEA_HOUSE =
            Path.of(System.getProperty("patron.home", "..")).resolve("config/briefs/tea-house.md");
    private static final List<String> FOUR = List.of("delivered", "delivered", "delivered", "delivered", "refused");

    @Test
    void byTheBriefsOwnBudget(@TempDir Path folder) throws Exception {
        try (Bench bench = new Bench(folder)) {
            Bench.Ran ran = bench.buy("run", teaHouse(bench, "0.225"));

            assertEquals(3, ran.exit(), ran.out());
            JsonNode run = ran.json();
            assertEquals("partial", run.path("status").asText());
            assertEquals(FOUR, statuses(run));
            assertEquals("0.200000", run.path("spent_usd").asText());
            assertEquals("0.225000", run.path("budget_usd").asText());
            assertEquals(1, run.path("denials").size());
            JsonNode denial = run.path("denials").path(0);
            assertEquals("BRIEF_BUDGET_EXCEEDED", denial.path("code").asText());
            assertNumbers(denial, List.of("0.225000", "0.200000", "0.000000", "0.025000"));
            assertTrue(denial.path("frees_at").isNull(), "a brief's budget does not free by itself");
            assertTrue(!denial.path("message").asText().contains("allowed instead"), "nothing costs 0.025 or less");
            assertNothingAskedTwice(bench, 4);
        }
    }

    @Test
    void byThePolicyAndThenTheRest(@TempDir Path folder) throws Exception {
        try (Bench bench = new Bench(folder)) {
            bench.limits(new Limits("unlimited", "\"0.30\"", "unlimited", "\"0.50\"", "unlimited"));
            Bench.Ran ran = bench.buy("run", teaHouse(bench, "0.50"));

            assertEquals(3, ran.exit(), ran.out());
            assertEquals(FOUR, statuses(ran.json()));
            JsonNode denial = ran.json().path("denials").path(0);
            assertEquals("AGENT_DAILY_LIMIT", denial.path("code").asText());
            assertNumbers(denial, List.of("0.300000", "0.200000", "0.000000", "0.100000"));
            assertEquals("2026-05-15T00:00:00Z", denial.path("frees_at").asText());
            String message = denial.path("message").asText();
            assertTrue(message.contains("allowed instead: image by ") && message.contains(" for 0.050000"), message);
            assertEquals("image", denial.path("instead").path("kind").asText());
            assertEquals("0.050000", denial.path("instead").path("price_usd").asText());
            assertNothingAskedTwice(bench, 4);

            String id = ran.json().path("run").asText();
            bench.relay().forget();
            Bench.Ran again = bench.buy("resume", id);
            assertEquals(3, again.exit());
            assertEquals(FOUR, statuses(again.json()));
            assertEquals(List.of(), bench.relay().orders(), "what is denied is not even asked for");

            bench.limits(new Limits("unlimited", "\"0.45\"", "unlimited", "\"0.50\"", "unlimited"));
            Bench.Ran raised = bench.buy("resume", id);
            assertEquals(0, raised.exit(), raised.out());
            assertEquals("delivered", raised.json().path("status").asText());
            assertEquals("0.450000", raised.json().path("spent_usd").asText());
            List<Relay.Order> orders = bench.relay().orders();
            assertEquals(
                    List.of("videos", "videos"),
                    orders.stream().map(Relay.Order::kind).toList());
            assertEquals(1, orders.stream().filter(Relay.Order::isPaid).count());
            assertEquals(BigInteger.valueOf(450_000), bench.sandbox().chain().balance(Sandbox.PAY_TO));
            assertTrue(bench.ledger(Ledger::verify).isSound());
        }
    }

    /** The shipped brief with another budget, its pictures made small. */
    private static Path teaHouse(Bench bench, String budget) throws Exception {
        String text = Files.readString(TEA_HOUSE)
                .replace("budget: \"0.50\"", "budget: \"" + budget + "\"")
                .replace("resolution: 2k", "resolution: 1k")
                .replace("aspect_ratio: \"16:9\"", "aspect_ratio: \"4:1\"");
        return bench.brief("tea-house-" + budget, text);
    }

    private static List<String> statuses(JsonNode run) {
        List<String> statuses = new ArrayList<>();
        run.path("shots").forEach(shot -> statuses.add(shot.path("status").asText()));
        return statuses;
    }

    private static void assertNumbers(JsonNode denial, List<String> limitSpentReservedRemaining) {
        List<String> seen = new ArrayList<>();
        for (String name : List.of("limit_usd", "spent_usd", "reserved_usd", "remaining_usd")) {
            seen.add(denial.path(name).asText());
        }
        assertEquals(limitSpentReservedRemaining, seen);
    }

    private static void assertNothingAskedTwice(Bench bench, int wanted) {
        List<Relay.Order> demands =
                bench.relay().orders().stream().filter(order -> !order.isPaid()).toList();
        assertEquals(wanted, demands.size(), "one demand for each shot that fits, none for the others");
        assertEquals(wanted, demands.stream().distinct().count(), "no two alike");
        assertEquals(
                wanted,
                bench.relay().orders().stream()
                        .filter(Relay.Order::isPaid)
                        .distinct()
                        .count());
    }
}
