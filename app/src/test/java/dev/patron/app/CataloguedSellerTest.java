package dev.patron.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.evm.KeyWallet;
import dev.patron.ledger.Ledger;
import dev.patron.sandbox.Sandbox;
import dev.patron.wire.Wire;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A seller of the catalogue is paid with the key in the environment, where it and its chain are on this machine. */
class CataloguedSellerTest {
    private static final String KEY = "PATRON_PRIVATE_KEY";

    @Test
    void isBoughtFrom(@TempDir Path folder) {
        try (Bench bench = new Bench(folder)) {
            catalogue(bench, bench.relay().url());
            String key = newKey();
            bench.variables(Map.of(KEY, "0x" + key));
            try (Wire wire = new Wire()) {
                new SandboxLink(wire, bench.sandbox().url())
                        .fund(KeyWallet.ofHex(key).address(), BigInteger.valueOf(1_000_000));
            }

            Bench.Ran ran = shop(bench);

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
            catalogue(bench, bench.relay().url());
            assertRefused(bench, shop(bench), "`" + KEY + "` is not set");
        }
    }

    @Test
    void isNotAskedWithAKeyThatIsNone(@TempDir Path folder) {
        try (Bench bench = new Bench(folder)) {
            catalogue(bench, bench.relay().url());
            for (String wrong : List.of("0x" + newKey().substring(2), "f".repeat(64), "a horse battery")) {
                bench.variables(Map.of(KEY, wrong));
                Bench.Ran ran = shop(bench);
                assertRefused(bench, ran, "`" + KEY + "` holds no key");
                assertFalse((ran.out() + ran.err()).contains(wrong), ran::toString);
            }
        }
    }

    @Test
    void elsewhereIsNotPaid(@TempDir Path folder) {
        try (Bench bench = new Bench(folder)) {
            catalogue(bench, URI.create("https://seller.example"));
            bench.variables(Map.of(KEY, newKey()));
            assertRefused(bench, shop(bench), "takes real money");
        }
    }

    @Test
    void takesNothingThatIsForTheSandbox(@TempDir Path folder) {
        try (Bench bench = new Bench(folder)) {
            catalogue(bench, bench.relay().url());
            bench.variables(Map.of(KEY, newKey()));
            assertRefused(bench, shop(bench, "--sandbox-fault", "price"), "are for the seller `sandbox`");
            assertRefused(bench, shop(bench, "--sandbox", bench.relay().url()), "are for the seller `sandbox`");
        }
    }

    private static void assertRefused(Bench bench, Bench.Ran ran, String why) {
        assertEquals(2, ran.exit(), ran::toString);
        assertTrue(ran.json().path("error").path("message").asText().contains(why), ran::toString);
        assertEquals(List.of(), bench.relay().orders());
    }

    private static Bench.Ran shop(Bench bench, Object... more) {
        List<Object> words = new java.util.ArrayList<>(
                List.of("run", "--prompt", "A red kite", "--image", "--market", "shop", "--json", "--quiet"));
        words.addAll(List.of(more));
        return bench.patron(words.toArray());
    }

    private static String newKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        key[0] &= 0x7F;
        return HexFormat.of().formatHex(key);
    }

    /** The sandbox under another name: its chain and token, written down as those of a seller of the catalogue. */
    private static void catalogue(Bench bench, URI seller) {
        String network = "eip155:" + Sandbox.CHAIN_ID;
        bench.write("config/catalog.yaml", """
            version: 1
            networks: {"%s": {rpc: ["%s/rpc"], finality: finalized}}
            assets:
              PLAY: {network: "%s", contract: "%s", decimals: %d, eip712: {name: "%s", version: "%s"}}
            providers:
              shop: {base_url: "%s", asset: PLAY, pay_to: ["%s"], prices: {image: "0.05"}, recovery: none}
            """.formatted(
                        network,
                        bench.sandbox().url(),
                        network,
                        Sandbox.TOKEN,
                        Sandbox.TOKEN_DECIMALS,
                        Sandbox.TOKEN_NAME,
                        Sandbox.TOKEN_VERSION,
                        seller,
                        Sandbox.PAY_TO));
        bench.write("config/policy.yaml", bench.policy().replace("[sandbox]", "[shop]"));
    }
}
