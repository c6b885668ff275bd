package dev.patron.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.app.Bench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a delivered file to the brief it was made for, and from a payment to its files. */
class TraceCommandTest {
    private static final long PATIENCE_SECONDS = 60;
    private static final String HOSTILE = "Apples \u202Eevil\u202C\u2066\u200Frun  deadbeef";

    @TempDir
    Path folder;

    @Test
    void aFileLeadsToItsPaymentAndBack() throws IOException {
        try (Bench bench = new Bench(folder)) {
            JsonNode ran = bench.buy("run", bench.brief("apples", 2)).json();
            JsonNode shot = ran.path("shots").path(1);
            Path file = Path.of(ran.path("out").asText(), shot.path("file").asText());
            JsonNode traced = bench.patron("ledger", "trace", file, "--json").json();
            assertEquals("asset", traced.path("kind").asText(), traced.toString());
            assertEquals(shot.path("sha256").asText(), traced.path("id").asText());
            JsonNode one = traced.path("purchases").path(0);
            assertEquals("apples", one.path("brief").path("title").asText());
            assertTrue(one.path("brief").path("sha256").asText().matches("[0-9a-f]{64}"));
            assertEquals(ran.path("run").asText(), one.path("run").path("run").asText());
            assertEquals("shot-02", one.path("shot").path("shot").asText());
            assertEquals(
                    shot.path("decision").asText(),
                    one.path("decision").path("decision").asText());
            assertTrue(one.path("decision").path("policy").asText().matches("[0-9a-f]{64}"));
            assertEquals("posted", one.path("reservation").path("state").asText());
            assertEquals(
                    shot.path("nonce").asText(),
                    one.path("authorization").path("nonce").asText());
            assertEquals(
                    shot.path("transaction").asText(),
                    one.path("proofs").path(0).path("transaction").asText());
            assertEquals(
                    shot.path("generation_id").asText(),
                    one.path("generation").path("id").asText());
            JsonNode asset = one.path("assets").path(0);
            assertEquals(file.toString(), asset.path("delivered").asText());
            assertEquals("unchanged", asset.path("delivered_is").asText());
            assertTrue(Files.isRegularFile(Path.of(asset.path("store").asText())), asset.toString());

            for (String name : List.of("nonce", "transaction", "decision", "sha256")) {
                JsonNode back = bench.patron("ledger", "trace", shot.path(name).asText(), "--json")
                        .json();
                assertEquals(traced.path("purchases"), back.path("purchases"), name);
            }
            String text = bench.patron(
                            "ledger", "trace", shot.path("transaction").asText())
                    .out();
            for (String said : List.of(
                    "apples",
                    shot.path("nonce").asText(),
                    file + ", unchanged",
                    "SETTLED in block ",
                    shot.path("generation_id").asText())) {
                assertTrue(text.contains(said), said + " in " + text);
            }
            Files.writeString(file, "painted over");
            assertTrue(bench.patron("ledger", "trace", shot.path("sha256").asText())
                    .out()
                    .contains(file + ", changed"));
            Files.delete(file);
            assertTrue(bench.patron("ledger", "trace", shot.path("sha256").asText())
                    .out()
                    .contains(file + ", absent"));
        }
    }

    @Test
    void whatIsUnknownIsSaidSo() {
        try (Bench bench = new Bench(folder)) {
            bench.buy("run", bench.brief("apples", 1));
            Path stranger = bench.write("stranger.png", "not ours");
            Bench.Ran none = bench.patron("ledger", "trace", stranger, "--json");
            assertEquals(1, none.exit(), none.out());
            assertEquals("NOT_FOUND", none.json().path("error").path("code").asText());
            assertTrue(none.json().path("error").path("message").asText().contains("its SHA-256 is "), none.out());
            for (String unknown : List.of("D999", "C1", "0x" + "0".repeat(64), "feed", "no/such/file.png")) {
                Bench.Ran ran = bench.patron("ledger", "trace", unknown);
                assertEquals(1, ran.exit(), ran.out());
                assertTrue(ran.err().contains("nothing is recorded of `" + unknown + "`"), ran.err());
            }
        }
    }

    @Test
    void aTitleCannotWriteOnTheTerminal() {
        try (Bench bench = new Bench(folder)) {
            JsonNode ran = bench.buy("run", "--prompt", HOSTILE, "--image").json();
            assertEquals("delivered", ran.path("status").asText(), ran.toString());
            String text =
                    bench.patron("ledger", "trace", ran.path("run").asText()).out();
            assertTrue(text.contains("Apples"), text);
            assertFalse(
                    text.codePoints()
                            .filter(c -> c != '\n')
                            .anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT),
                    text);
            assertEquals(1, text.lines().filter(line -> line.startsWith("run ")).count(), text);
        }
    }

    @Test
    void besideARunItIsAskedThroughTheDoorAndNothingIsErased() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (Bench bench = new Bench(folder);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            JsonNode before = bench.buy("run", bench.brief("pears", 1)).json();
            bench.pause(usual -> time -> {
                waiting.countDown();
                try {
                    assertTrue(release.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "released");
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                usual.pause(time);
            });
            Path brief = bench.brief("apples", 1);
            Future<Bench.Ran> going = threads.submit(() -> bench.buy("run", brief));
            try {
                assertTrue(waiting.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "the run came to a wait");
                String run = bench.patron("runs", "--json")
                        .json()
                        .path("runs")
                        .path(0)
                        .path("run")
                        .asText();
                JsonNode one = bench.patron("ledger", "trace", run, "--json")
                        .json()
                        .path("purchases")
                        .path(0);
                assertEquals("apples", one.path("brief").path("title").asText(), one.toString());
                assertEquals("SETTLED", one.path("purchase").path("payment").asText());
                assertEquals(1, bench.patron("ledger", "trace", "D999").exit());
                Bench.Ran erase = bench.patron(
                        "ledger", "erase", "--brief", before.path("run").asText(), "--yes", "--json");
                assertEquals(2, erase.exit(), erase.out());
                assertTrue(erase.out().contains("while a run goes on"), erase.out());
            } finally {
                release.countDown();
            }
            assertEquals(0, going.get(PATIENCE_SECONDS, TimeUnit.SECONDS).exit());
        }
    }
}
