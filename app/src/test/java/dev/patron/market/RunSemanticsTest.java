package dev.patron.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.app.Bench;
import dev.patron.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a run begins, goes on and ends; what is said about it, and in which words. */
class RunSemanticsTest {
    private static final Pattern SIX_DECIMALS = Pattern.compile("-?[0-9]+\\.[0-9]{6}");

    @Test
    void theSameBriefTwice(@TempDir Path folder) {
        try (Bench bench = new Bench(folder)) {
            assertEquals(0, bench.buy("resume").exit());
            assertEquals(0, bench.buy("resume").json().path("runs").size());

            Path brief = bench.brief("apple", 1);
            bench.sandbox().faults().schedule("price");
            Bench.Ran refused = bench.buy("run", brief);
            bench.sandbox().faults().clear();
            String first = refused.json().path("run").asText();
            assertEquals(3, refused.exit());

            bench.relay().forget();
            Bench.Ran twin = bench.buy("run", brief);
            String message = twin.json().path("error").path("message").asText();
            assertEquals(2, twin.exit());
            assertTrue(message.contains(first) && message.contains("--new") && message.contains("resume"), message);
            assertEquals(List.of(), bench.relay().orders());

            Bench.Ran fresh = bench.buy("run", brief, "--new");
            assertEquals(0, fresh.exit(), fresh.out());
            assertNotEquals(first, fresh.json().path("run").asText());

            Bench.Ran cancelled = bench.patron("cancel", first.substring(0, 8), "--json");
            assertEquals(0, cancelled.exit(), cancelled.out());
            assertEquals("cancelled", cancelled.json().path("status").asText());
            assertEquals(2, bench.patron("cancel", first, "--json").exit(), "given up already");
            bench.relay().forget();
            assertEquals(0, bench.buy("resume").json().path("runs").size());
            Bench.Ran resumed = bench.buy("resume", first);
            assertEquals("cancelled", resumed.json().path("status").asText());
            assertEquals(List.of(), bench.relay().orders(), "what is given up is not bought");
            assertEquals(BigInteger.valueOf(50_000), bench.sandbox().chain().balance(Sandbox.PAY_TO));
        }
    }

    @Test
    void goodsThatCannotBeKeptHereAreFetchedLater(@TempDir Path folder) throws Exception {
        try (Bench bench = new Bench(folder)) {
            Path brief = bench.brief("apple", 1);
            Path incoming = bench.data().resolve("assets/incoming");
            bench.pause(usual -> time -> {
                remove(incoming);
                usual.pause(time);
            });
            Bench.Ran broken = bench.buy("run", brief);
            assertEquals(1, broken.exit(), broken.out());
            assertEquals("STORE", broken.json().path("error").path("code").asText());

            bench.pause(_ -> bench.clock()::advance);
            Bench.Ran resumed = bench.buy("resume");
            assertEquals(0, resumed.exit(), resumed.out());
            assertEquals(
                    "delivered",
                    resumed.json().path("runs").path(0).path("status").asText());
            assertEquals(BigInteger.valueOf(50_000), bench.sandbox().chain().balance(Sandbox.PAY_TO));
        }
    }

    private static void remove(Path folder) {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatACancelledRunHasPaidForIsSeenHome(@TempDir Path folder) {
        try (Bench bench = new Bench(folder)) {
            bench.concurrency(1);
            bench.pause(_ -> _ -> {
                throw new IllegalStateException("the process breaks off");
            });
            assertEquals(1, bench.buy("run", bench.brief("apples", 2)).exit());
            assertEquals(BigInteger.valueOf(50_000), bench.sandbox().chain().balance(Sandbox.PAY_TO));
            String id = bench.patron("runs", "--json")
                    .json()
                    .path("runs")
                    .path(0)
                    .path("run")
                    .asText();
            assertEquals(0, bench.patron("cancel", id).exit());

            bench.pause(_ -> bench.clock()::advance);
            JsonNode resumed = bench.buy("resume").json().path("runs").path(0);
            assertEquals("cancelled", resumed.path("status").asText());
            assertEquals(
                    "delivered", resumed.path("shots").path(0).path("status").asText());
            assertEquals("planned", resumed.path("shots").path(1).path("status").asText());
            assertEquals(BigInteger.valueOf(50_000), bench.sandbox().chain().balance(Sandbox.PAY_TO));
            assertEquals(0, bench.buy("resume").json().path("runs").size());
        }
    }

    @Test
    void whatWasSignedIsNotSentWhileItsSellerIsFrozen(@TempDir Path folder) {
        try (Bench bench = new Bench(folder)) {
            bench.sandbox().faults().schedule("drop-before-settlement");
            assertEquals(4, bench.buy("run", bench.brief("apple", 1)).exit());
            bench.sandbox().faults().clear();
            assertEquals(0, bench.patron("freeze", "provider:sandbox").exit());

            bench.relay().forget();
            Bench.Ran frozen = bench.buy("resume");
            assertEquals(List.of(), bench.relay().orders(), "nothing is sent");
            assertEquals(BigInteger.ZERO, bench.sandbox().chain().balance(Sandbox.PAY_TO), frozen::toString);

            assertEquals(0, bench.patron("thaw", "provider:sandbox").exit());
            Bench.Ran thawed = bench.buy("resume");
            assertEquals(0, thawed.exit(), thawed::toString);
            assertEquals(BigInteger.valueOf(50_000), bench.sandbox().chain().balance(Sandbox.PAY_TO));
        }
    }

    @Test
    void aRunIsTakenUpForTheAgentThatBeganIt(@TempDir Path folder) throws Exception {
        try (Bench bench = new Bench(folder)) {
            Path policy = bench.folder().resolve("config/policy.yaml");
            String text = Files.readString(policy);
            int second = text.indexOf("  second:");
            bench.write(
                    "config/policy.yaml",
                    text.substring(0, second) + text.substring(second).replace("daily: unlimited", "daily: \"0.04\""));
            Bench.Ran refused = bench.buy("run", bench.brief("apple", 1), "--agent", "second");
            assertEquals(3, refused.exit(), refused.out());

            JsonNode resumed = bench.buy("resume").json().path("runs").path(0);
            assertEquals("refused", resumed.path("status").asText(), resumed.toString());
            assertEquals(
                    "AGENT_DAILY_LIMIT",
                    resumed.path("denials").path(0).path("code").asText());
            assertEquals(BigInteger.ZERO, bench.sandbox().chain().balance(Sandbox.PAY_TO));
        }
    }

    @Test
    void aKeyIsOneRun(@TempDir Path folder) {
        try (Bench bench = new Bench(folder)) {
            Path brief = bench.brief("apple", 1);
            bench.sandbox().faults().schedule("price");
            Bench.Ran refused = bench.buy("run", brief, "--key", "monday");
            bench.sandbox().faults().clear();
            assertEquals(3, refused.exit());

            Bench.Ran bought = bench.buy("run", brief, "--key", "monday");
            assertEquals(0, bought.exit(), bought.out());
            assertEquals(refused.json().path("run"), bought.json().path("run"), "the same key is the same run");

            bench.relay().forget();
            Bench.Ran again = bench.buy("run", brief, "--key", "monday");
            assertEquals(0, again.exit());
            assertEquals(bought.out(), again.out(), "the same document");
            assertEquals(List.of(), bench.relay().orders());

            Bench.Ran other = bench.buy("run", bench.brief("pear", 2), "--key", "monday");
            assertEquals(2, other.exit());
            assertTrue(other.json().path("error").path("message").asText().contains("monday"), other.out());
            assertEquals(BigInteger.valueOf(50_000), bench.sandbox().chain().balance(Sandbox.PAY_TO));
        }
    }

    @Test
    void whatIsSaidAboutARun(@TempDir Path folder) {
        try (Bench bench = new Bench(folder)) {
            bench.sandbox().faults().schedule("no-id*1");
            bench.sandbox().faults().schedule("price*1@video");
            Bench.Ran ran = bench.buy("run", bench.brief("mixed", MIXED));
            assertEquals(3, ran.exit(), ran.out());
            JsonNode run = ran.json();
            String id = run.path("run").asText();

            documentOf(run);
            assertEquals(run, bench.patron("show", id, "--json").json(), "one document for both");
            for (JsonNode shot : run.path("shots")) {
                String decision = shot.path("decision").asText();
                JsonNode why =
                        bench.patron("policy", "explain", decision, "--json").json();
                assertEquals(shot.path("shot"), why.path("shot"));
            }
            statementAddsUp(bench, run.path("spent_usd").asText());
            JsonNode headroom = bench.patron("policy", "headroom", "--json").json();
            assertTrue(headroom.path("limits").size() > 5, headroom.toString());
            assertSixDecimals(headroom);
            assertEquals(
                    "sound",
                    bench.patron("ledger", "verify", "--json")
                            .json()
                            .path("status")
                            .asText());
            JsonNode events =
                    bench.patron("ledger", "show", "--run", id, "--json").json();
            assertTrue(events.path("events").size() > 10);
            texts(bench, id);
        }
    }

    private static final String MIXED = """
        ---
        title: Mixed
        deliverables:
          - {kind: image, count: 2, aspect_ratio: "4:1", quality: fast}
          - {kind: video, count: 1, quality: fast}
        ---
        One apple on a plain table.
        """;

    private static void documentOf(JsonNode run) {
        assertMembers(
                "agent at_risk_usd budget_usd checkpoint claims denials ended_at erased_at market opened_at out"
                        + " planner run shots simulated spent_usd status title",
                run);
        for (JsonNode shot : run.path("shots")) {
            assertMembers(
                    "decision file files generation_id kind model nonce note price_usd resolves_by sha256 shot status"
                            + " transaction",
                    shot);
        }
        for (JsonNode denial : run.path("denials")) {
            assertMembers(
                    "code decision frees_at instead limit_usd message remaining_usd reserved_usd shot spent_usd",
                    denial);
        }
        for (JsonNode claim : run.path("claims")) {
            assertMembers("claim opened_at provider reason run shot state usd", claim);
        }
        assertTrue(run.path("simulated").asBoolean());
        assertEquals(1, run.path("denials").size());
        assertEquals(1, run.path("claims").size());
        assertSixDecimals(run);
    }

    private static void assertMembers(String names, JsonNode node) {
        List<String> found = new ArrayList<>(new TreeSet<>(
                node.properties().stream().map(java.util.Map.Entry::getKey).toList()));
        assertEquals(names, String.join(" ", found));
    }

    /** Every member that ends in `usd`, at any depth, is a plain decimal with six places, or absent. */
    private static void assertSixDecimals(JsonNode node) {
        node.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (entry.getKey().endsWith("usd") && !value.isNull()) {
                boolean plain = value.asText().equals("unlimited")
                        || SIX_DECIMALS.matcher(value.asText()).matches();
                assertTrue(value.isTextual() && plain, entry.toString());
            }
            assertSixDecimals(value);
        });
        node.elements().forEachRemaining(element -> {
            if (!node.isObject()) {
                assertSixDecimals(element);
            }
        });
    }

    private static void statementAddsUp(Bench bench, String spent) {
        JsonNode statement = bench.patron("ledger", "statement", "--json").json();
        BigDecimal total = BigDecimal.ZERO;
        BigDecimal gone = BigDecimal.ZERO;
        for (JsonNode account : statement.path("accounts")) {
            BigDecimal closing = decimal(account, "closing");
            assertEquals(
                    closing,
                    decimal(account, "opening").add(decimal(account, "in")).subtract(decimal(account, "out")),
                    account.toString());
            total = total.add(closing);
            boolean paid = account.path("account").asText().matches("(expense|claims)/.*");
            gone = paid ? gone.add(closing) : gone;
        }
        assertEquals(0, total.signum(), "double entry: " + statement);
        assertEquals(new BigDecimal(spent), gone);
        assertEquals(
                new BigDecimal(bench.sandbox().chain().balance(Sandbox.PAY_TO), Sandbox.TOKEN_DECIMALS),
                gone,
                "the ledger and the chain tell the same");
    }

    private static BigDecimal decimal(JsonNode account, String member) {
        return new BigDecimal(account.path(member).asText());
    }

    /** The same questions without `--json`: texts for people, which name the run and the simulated money. */
    private static void texts(Bench bench, String id) {
        String show = bench.patron("show", id).out();
        assertTrue(show.contains("SIMULATED") && show.contains(id) && show.contains("PRICE_DRIFT"), show);
        assertTrue(bench.patron("runs").out().contains(id.substring(0, 8)));
        assertTrue(bench.patron("policy", "headroom").out().contains("agents.default.daily"));
        assertTrue(bench.patron("ledger", "statement").out().contains("treasury"));
        assertTrue(bench.patron("ledger", "verify").out().contains("sound"));
        assertTrue(bench.patron("ledger", "show").out().contains("claim_opened"));
    }
}
