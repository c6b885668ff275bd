package dev.patron.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.app.Bench;
import dev.patron.app.Relay;
import dev.patron.ledger.EventRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hand on the switch beside a run: held still while the answer to its first signed request is on its way. */
class SwitchTest {
    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch signed = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    /** What somebody does at a second terminal meanwhile. */
    private interface Meanwhile {
        void happens() throws Exception;
    }

    @Test
    void aFreezeInMidRunLetsNothingMoreBeSigned(@TempDir Path folder) throws Exception {
        try (Bench bench = new Bench(folder)) {
            Bench.Ran ran = held(bench, 3, () -> {
                JsonNode frozen =
                        bench.patron("freeze", "--reason", "a walk", "--json").json();
                assertEquals("frozen", frozen.path("status").asText(), frozen.toString());
                assertEquals("everything", frozen.path("scope").asText());
                assertOutstanding(frozen);
                JsonNode again =
                        bench.patron("freeze", "--reason", "another", "--json").json();
                assertEquals("already-frozen", again.path("status").asText());
                assertEquals("a walk", again.path("reason").asText(), "the first reason stands");
                assertOutstanding(again);
                assertReplays(bench);
                String headroom = bench.patron("policy", "headroom").out();
                assertTrue(headroom.contains("frozen: everything: a walk"), headroom);
            });
            assertEquals(3, ran.exit(), ran.out());
            assertEquals(List.of("delivered", "refused", "refused"), statuses(ran.json()));
            assertEquals(
                    "FROZEN", ran.json().path("denials").path(0).path("code").asText());
            assertEquals(1, paid(bench), "what was signed before is seen home, nothing else is sent");
            assertEquals(List.of("authorized", "frozen"), switches(bench));

            Bench.Ran still = bench.buy("resume");
            assertEquals(3, still.exit(), "frozen still");
            assertEquals(List.of("authorized", "frozen"), switches(bench));

            JsonNode thawed = bench.patron("thaw", "--json").json();
            assertEquals("thawed", thawed.path("status").asText());
            assertTrue(thawed.path("outstanding").isEmpty(), thawed.toString());
            assertEquals(
                    "not-frozen",
                    bench.patron("thaw", "--json").json().path("status").asText());
            Bench.Ran resumed = bench.buy("resume");
            assertEquals(0, resumed.exit(), resumed.out());
            assertEquals(
                    List.of("delivered", "delivered", "delivered"),
                    statuses(resumed.json().path("runs").path(0)));
            assertEquals(3, paid(bench));
            assertEquals(List.of("authorized", "frozen", "thawed", "authorized", "authorized"), switches(bench));
            assertEquals(0, bench.patron("ledger", "verify").exit());
            assertReplays(bench);
        }
    }

    private static void assertReplays(Bench bench) {
        Bench.Ran replay = bench.patron("ledger", "replay", "--json");
        assertEquals(0, replay.exit(), replay.out());
        assertEquals("same", replay.json().path("status").asText(), replay.out());
        assertTrue(replay.json().path("decisions").asLong() >= 4, replay.out());
    }

    private static void assertOutstanding(JsonNode document) {
        JsonNode rows = document.path("outstanding");
        assertEquals(1, rows.size(), document.toString());
        JsonNode row = rows.path(0);
        assertEquals("shot-01", row.path("shot").asText());
        assertEquals("0.050000", row.path("usd").asText());
        assertEquals("AUTHORIZED", row.path("payment").asText());
        assertEquals(Bench.NOON.plusSeconds(60).toString(), row.path("dies_at").asText(), row.toString());
        assertTrue(row.path("payee").asText().startsWith("0x"), row.toString());
    }

    @Test
    void aBrokenPolicySavedInMidRunKeepsTheLastGoodAndSaysSo(@TempDir Path folder) throws Exception {
        try (Bench bench = new Bench(folder)) {
            Bench.Ran ran = held(bench, 3, () -> {
                bench.write("config/policy.yaml", "version: 1\nagents: [\n");
                Bench.Ran headroom = bench.patron("policy", "headroom", "--json");
                assertEquals(0, headroom.exit(), "the run's own policy answers: " + headroom.out());
                assertEquals(2, bench.patron("policy", "check").exit());
            });
            assertEquals(0, ran.exit(), ran.out());
            assertEquals(List.of("delivered", "delivered", "delivered"), statuses(ran.json()));
            assertTrue(ran.err().contains("policy.yaml"), ran.err());
            assertTrue(ran.err().contains("stays in force until this file is mended"), ran.err());
            assertEquals(1, ran.err().split("stays in force", -1).length - 1, "said once: " + ran.err());
        }
    }

    @Test
    void aTightenedPolicySavedInMidRunIsInForceAtTheNextReservation(@TempDir Path folder) throws Exception {
        try (Bench bench = new Bench(folder)) {
            Bench.Ran ran = held(
                    bench,
                    3,
                    () -> bench.limits(new Bench.Limits("unlimited", "unlimited", "unlimited", "\"0.10\"", "9")));
            assertEquals(List.of("delivered", "delivered", "refused"), statuses(ran.json()));
        }
    }

    @Test
    void scopesAreThoseThatPolicyAndCatalogueKnow(@TempDir Path folder) {
        try (Bench bench = new Bench(folder)) {
            for (String wrong : List.of("agent:nobody", "provider:nowhere", "new-runs", "agent", "Everything", "")) {
                assertEquals(2, bench.patron("freeze", wrong, "--json").exit(), wrong);
                assertEquals(2, bench.patron("thaw", wrong, "--json").exit(), wrong);
            }
            for (String wrong : List.of("x".repeat(201), "two\nlines", "\u001b[2J", "\u202emirrored", "\ud83d")) {
                Bench.Ran refused = bench.patron("freeze", "--reason", wrong, "--json");
                assertEquals(2, refused.exit(), refused.out());
            }
            assertEquals(List.of(), switches(bench), "nothing was changed");

            for (String scope : List.of("agent:second", "provider:sandbox")) {
                assertTrue(bench.patron("freeze", scope).out().startsWith(scope + " is frozen since "));
            }
            bench.write("config/policy.yaml", bench.policy().replace("  second:", "  third:"));
            String thawed = bench.patron("thaw", "agent:second").out();
            assertTrue(thawed.startsWith("agent:second is thawed; it was frozen since "), thawed);
            Bench.Ran refused = bench.buy("run", bench.brief("apples", 1));
            assertEquals(
                    "FROZEN",
                    refused.json().path("denials").path(0).path("code").asText());
            assertEquals(0, paid(bench));
            assertEquals(
                    "provider:sandbox was not frozen; nothing was changed\nno signature is outstanding\n",
                    twice(bench, "thaw", "provider:sandbox"));
        }
    }

    private static String twice(Bench bench, String command, String scope) {
        assertFalse(bench.patron(command, scope).out().isEmpty());
        return bench.patron(command, scope).out();
    }

    /** Runs a brief, one shot after another, while something happens between its first signature and the answer. */
    private Bench.Ran held(Bench bench, int images, Meanwhile meanwhile) throws Exception {
        bench.concurrency(1);
        bench.relay().beforePaidAnswers(() -> {
            signed.countDown();
            await(release);
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Path brief = bench.brief("apples", images);
            Future<Bench.Ran> going = threads.submit(() -> bench.buy("run", brief));
            try {
                await(signed);
                meanwhile.happens();
            } finally {
                release.countDown();
            }
            return going.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Signatures and turns of the switch, as they were recorded one after another. */
    private static List<String> switches(Bench bench) {
        return bench.ledger(ledger -> ledger.reader().events(0, 10_000).stream()
                .map(EventRecord::type)
                .filter(List.of("authorized", "frozen", "thawed")::contains)
                .toList());
    }

    private static long paid(Bench bench) {
        return bench.relay().orders().stream().filter(Relay.Order::isPaid).count();
    }

    private static List<String> statuses(JsonNode run) {
        return StreamSupport.stream(run.path("shots").spliterator(), false)
                .map(shot -> shot.path("status").asText())
                .toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
