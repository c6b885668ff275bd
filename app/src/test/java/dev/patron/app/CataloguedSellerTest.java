package dev.patron.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.evm.KeyWallet;
import dev.patron.ledger.Ledger;
import dev.patron.sandbox.Sandbox;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A seller of the catalogue is paid with the key in the environment. */
class CataloguedSellerTest {
    private static final String KEY = "PATRON_PRIVATE_KEY";

    @Test
    void isBoughtFrom(@TempDir Path folder) {
        try (Bench bench = new Bench(folder)) {
            Shop.open(bench, bench.relay().url());
            String key = Shop.newKey();
            bench.variables(Map.of(KEY, "0x" + key));
            Shop.fund(bench, KeyWallet.ofHex(key).address());

            Bench.Ran ran = Shop.buy(bench);

            assertEquals(0, ran.exit(), ran::toString);
            assertEquals("delivered", ran.json().path("status").asText());
            assertEquals("shop", ran.json().path("market").asText());
            assertFalse(ran.json().path("simulated").asBoolean(true));
            assertEquals("0.050000", ran.json().path("spent_usd").asText());
            assertEquals(BigInteger.valueOf(50_000), bench.sandbox().chain().balance(Sandbox.PAY_TO));
            assertFalse(Files.exists(bench.data().resolve("wallet")), "no key is made where one is given");
            assertTrue(bench.ledger(Ledger::verify).isSound());
        }
    }

    @Test
    void isNotAskedWithoutAKey(@TempDir Path folder) {
        try (Bench bench = new Bench(folder)) {
            Shop.open(bench, bench.relay().url());
            assertRefused(bench, Shop.buy(bench), "`" + KEY + "` is not set");
        }
    }

    @Test
    void isNotAskedWithAKeyThatIsNone(@TempDir Path folder) {
        try (Bench bench = new Bench(folder)) {
            Shop.open(bench, bench.relay().url());
            for (String wrong : List.of("0x" + Shop.newKey().substring(2), "f".repeat(64), "a horse battery")) {
                bench.variables(Map.of(KEY, wrong));
                Bench.Ran ran = Shop.buy(bench);
                assertRefused(bench, ran, "`" + KEY + "` holds no key");
                assertFalse((ran.out() + ran.err()).contains(wrong), ran::toString);
            }
        }
    }

    @Test
    void takesNothingThatIsForTheSandbox(@TempDir Path folder) {
        try (Bench bench = new Bench(folder)) {
            Shop.open(bench, bench.relay().url());
            bench.variables(Map.of(KEY, Shop.newKey()));
            assertRefused(bench, Shop.buy(bench, "--sandbox-fault", "price"), "are for the seller `sandbox`");
            assertRefused(bench, Shop.buy(bench, "--sandbox", bench.relay().url()), "are for the seller `sandbox`");
        }
    }

    @Test
    void isSentNothingMoreOnceItsPayeeIsNoLongerPinned(@TempDir Path folder) {
        try (Bench bench = new Bench(folder)) {
            Shop.open(bench, bench.relay().url());
            String key = Shop.newKey();
            bench.variables(Map.of(KEY, "0x" + key));
            Shop.fund(bench, KeyWallet.ofHex(key).address());
            bench.sandbox().faults().schedule("drop-before-settlement");
            assertEquals(4, Shop.buy(bench).exit(), "signed, sent and not settled");
            bench.sandbox().faults().clear();

            String pinned = Shop.catalogue(bench, bench.relay().url());
            bench.write("config/catalog.yaml", pinned.replace("pay_to: [\"" + Sandbox.PAY_TO + "\"]", "pay_to: []"));
            bench.relay().forget();
            Bench.Ran resumed = bench.patron("resume", "--market", "shop", "--json", "--quiet");
            assertEquals(3, resumed.exit(), "it dies unused, and nobody is paid: " + resumed);
            assertEquals(List.of(), bench.relay().orders(), resumed::toString);
            assertEquals(BigInteger.ZERO, bench.sandbox().chain().balance(Sandbox.PAY_TO));
            assertTrue(bench.ledger(Ledger::verify).isSound());
        }
    }

    private static void assertRefused(Bench bench, Bench.Ran ran, String why) {
        assertEquals(2, ran.exit(), ran::toString);
        assertTrue(ran.json().path("error").path("message").asText().contains(why), ran::toString);
        assertEquals(List.of(), bench.relay().orders());
    }
}
