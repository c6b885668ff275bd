package dev.patron.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.evm.KeyWallet;
import dev.patron.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor says what would stop a run, and only then fails. */
class DoctorTest {
    @TempDir
    Path folder;

    @Test
    void aFreshSandboxIsReadyAndStaysSo() {
        try (Bench bench = new Bench(folder)) {
            Bench.Ran fresh = bench.patron("doctor", "--json");
            assertEquals(0, fresh.exit(), fresh::toString);
            assertCheck(fresh, "settings", "holds", "named by `--config`");
            assertCheck(fresh, "data", "note", "the first run makes it");
            assertCheck(fresh, "wallet", "note", "the sandbox needs none");
            assertCheck(fresh, "runs", "holds", "none yet");
            assertFalse(Files.exists(bench.data()), "asking makes nothing");

            assertEquals(0, bench.buy("run", bench.brief("apple", 1)).exit());
            Bench.Ran after = bench.patron("doctor", "--json");
            assertEquals(0, after.exit(), after::toString);
            assertCheck(after, "disk", "holds", "one barrier took");
            assertCheck(after, "runs", "holds", "nothing to do");
            assertTrue(bench.patron("doctor").out().endsWith("ready\n"));
        }
    }

    @Test
    void aRunThatIsNotOverIsSaid() {
        try (Bench bench = new Bench(folder)) {
            bench.limits(new Bench.Limits("\"0.01\"", "unlimited", "unlimited", "unlimited", "unlimited"));
            assertEquals(3, bench.buy("run", bench.brief("apple", 1)).exit());
            assertCheck(bench.patron("doctor", "--json"), "runs", "note", "would go on with 1; 0 of them");
        }
    }

    @Test
    void whatWouldStopARunIsSaid() {
        try (Bench bench = new Bench(folder)) {
            Shop.open(bench, bench.relay().url());
            bench.settings("market: sandbox", "market: shop");
            Bench.Ran ran = bench.patron("doctor", "--json");
            assertEquals(1, ran.exit(), ran::toString);
            assertEquals("not ready", ran.json().path("status").asText());
            assertCheck(ran, "wallet", "stops", "is not set");
            assertCheck(ran, "endpoint 127.0.0.1", "holds", "eip155:" + Sandbox.CHAIN_ID);

            String key = Shop.newKey();
            bench.variables(Map.of(WalletSource.KEY, key));
            Bench.Ran ready = bench.patron("doctor", "--json");
            assertEquals(0, ready.exit(), ready::toString);
            assertTrue(ready.out()
                    .toLowerCase(java.util.Locale.ROOT)
                    .contains(KeyWallet.ofHex(key).address().text()));
            assertFalse(ready.out().contains(key));

            String right = Shop.catalogue(bench, bench.relay().url());
            bench.write("config/catalog.yaml", right.replace("/rpc\"", "/nothing\""));
            assertStops(bench, "endpoint 127.0.0.1", "status");
            bench.write("config/catalog.yaml", right.replace("[\"" + Sandbox.PAY_TO + "\"]", "[]"));
            assertStops(bench, "pins", "patron provider probe shop");
            bench.write("config/catalog.yaml", right.replace("shop:", "other:"));
            assertStops(bench, "market", "not in the catalogue");
            bench.write("config/catalog.yaml", "colour: red\n");
            assertStops(bench, "catalogue", "colour");
            bench.write("config/policy.yaml", "version: 1\n");
            assertStops(bench, "policy", "workspace");
            bench.write("config/patron.yaml", "colour: red\n");
            assertStops(bench, "settings", "colour");
        }
    }

    private static void assertStops(Bench bench, String check, String words) {
        Bench.Ran ran = bench.patron("doctor", "--json");
        assertEquals(1, ran.exit(), ran::toString);
        assertCheck(ran, check, "stops", words);
    }

    private static void assertCheck(Bench.Ran ran, String check, String verdict, String words) {
        JsonNode found = StreamSupport.stream(ran.json().path("checks").spliterator(), false)
                .filter(one -> one.path("check").asText().equals(check))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no check `" + check + "` in " + ran));
        assertEquals(verdict, found.path("verdict").asText(), ran::toString);
        assertTrue(found.path("message").asText().contains(words), ran::toString);
    }
}
