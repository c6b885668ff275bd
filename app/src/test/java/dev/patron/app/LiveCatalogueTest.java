package dev.patron.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.evm.KeyWallet;
import dev.patron.ledger.Ledger;
import dev.patron.sandbox.Sandbox;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A catalogue that is saved in the middle of a run: three pictures, one after another, and the file changes while the
 * answer to the first payment is on its way.
 */
class LiveCatalogueTest {
    private static final String KEPT = "stays in force until this file is mended";

    @TempDir
    Path folder;

    /** Buys three pictures; {@code change} is what becomes of the catalogue after the first signature. */
    private Bench.Ran bought(Bench bench, UnaryOperator<String> change) {
        Shop.open(bench, bench.relay().url());
        String key = Shop.newKey();
        bench.variables(Map.of("PATRON_PRIVATE_KEY", key));
        Shop.fund(bench, KeyWallet.ofHex(key).address());
        bench.concurrency(1);
        AtomicReference<Optional<UnaryOperator<String>>> once = new AtomicReference<>(Optional.of(change));
        bench.relay().beforePaidAnswers(() -> once.getAndSet(Optional.empty())
                .ifPresent(edit -> bench.write("config/catalog.yaml", edit.apply(catalogue(bench)))));
        return bench.patron("run", bench.brief("apples", 3), "--market", "shop", "--json", "--quiet");
    }

    private static String catalogue(Bench bench) {
        return Shop.catalogue(bench, bench.relay().url());
    }

    private static Bench.Ran resume(Bench bench) {
        return bench.patron("resume", "--market", "shop", "--json", "--quiet");
    }

    private static List<String> statuses(JsonNode run) {
        return StreamSupport.stream(run.path("shots").spliterator(), false)
                .map(shot -> shot.path("status").asText())
                .toList();
    }

    private static void assertRefused(Bench.Ran ran, String code) {
        assertEquals(3, ran.exit(), ran::toString);
        assertEquals(List.of("delivered", "refused", "refused"), statuses(ran.json()));
        assertEquals(2, ran.json().path("denials").size(), ran::toString);
        ran.json()
                .path("denials")
                .forEach(denial -> assertEquals(code, denial.path("code").asText()));
    }

    /** With the catalogue mended, what was refused is bought. */
    private static void assertGoesOn(Bench bench) {
        bench.write("config/catalog.yaml", catalogue(bench));
        Bench.Ran resumed = resume(bench);
        assertEquals(0, resumed.exit(), resumed::toString);
        assertEquals(BigInteger.valueOf(150_000), bench.sandbox().chain().balance(Sandbox.PAY_TO));
        assertTrue(bench.ledger(Ledger::verify).isSound());
    }

    private static int times(String said, Bench.Ran ran) {
        return ran.err().split(said, -1).length - 1;
    }

    @Test
    void theNextPurchaseIsJudgedByTheNewPrice() {
        try (Bench bench = new Bench(folder)) {
            Bench.Ran ran = bought(bench, text -> text.replace("image: \"0.05\"", "image: \"0.06\""));
            assertRefused(ran, "PRICE_DRIFT");
            assertEquals("", ran.err());
            assertEquals("0.050000", ran.json().path("spent_usd").asText(), "what was begun keeps its price");
            ran.json()
                    .path("denials")
                    .forEach(denial -> assertTrue(
                            denial.path("message").asText().contains("expected `60000`, received `50000`"),
                            denial.toString()));
            assertGoesOn(bench);
        }
    }

    @Test
    void theNextPurchaseIsHeldAgainstTheNewPayee() {
        try (Bench bench = new Bench(folder)) {
            assertRefused(bought(bench, text -> text.replace(Sandbox.PAY_TO, "0x" + "1".repeat(40))), "PAYEE_MISMATCH");
            assertGoesOn(bench);
        }
    }

    @Test
    void aBrokenFileKeepsTheLastGoodAndSaysSoOnce() {
        try (Bench bench = new Bench(folder)) {
            Bench.Ran ran = bought(bench, text -> text.replace("recovery: none", "recovery: perhaps"));
            assertEquals(0, ran.exit(), ran::toString);
            assertEquals(List.of("delivered", "delivered", "delivered"), statuses(ran.json()));
            assertEquals(1, times(KEPT, ran), ran.err());
            assertTrue(ran.err().contains("catalog.yaml:6: providers.shop.recovery: "), ran.err());
        }
    }

    @Test
    void anotherTokenOrPlaceIsNotBoughtWithBeforeTheNextStart() {
        for (UnaryOperator<String> change : List.<UnaryOperator<String>>of(
                text -> text.replace("decimals: 6", "decimals: 7"),
                text -> text.replaceFirst("base_url: \"http://127.0.0.1:[0-9]+", "base_url: \"http://127.0.0.1:9"),
                text -> text.replace("  shop:", "  other:"))) {
            Path own = folder.resolve("case-" + change.hashCode());
            try (Bench bench = new Bench(own)) {
                Bench.Ran ran = bought(bench, change);
                assertRefused(ran, "PAYEE_MISMATCH");
                assertEquals(1, times("nothing more is bought", ran), ran.err());
                assertGoesOn(bench);
            }
        }
    }

    @Test
    void aChangedEndpointWaitsForTheNextStartAndSaysSo() {
        try (Bench bench = new Bench(folder)) {
            Bench.Ran ran = bought(bench, text -> text.replace("/rpc\"]", "/elsewhere?key=hidden\"]"));
            assertEquals(0, ran.exit(), ran::toString);
            assertEquals(1, times("the next one takes the new", ran), ran.err());
            assertFalse(ran.err().contains("hidden"), ran.err());
        }
    }

    @Test
    void theSwitchKnowsItsSellerWhileTheFileIsBroken() {
        try (Bench bench = new Bench(folder)) {
            List<Bench.Ran> frozen = new ArrayList<>();
            Bench.Ran ran = bought(bench, _ -> {
                bench.write("config/catalog.yaml", "networks: [");
                frozen.add(bench.patron("freeze", "provider:shop", "--json"));
                return "networks: [";
            });
            assertEquals(List.of(0), frozen.stream().map(Bench.Ran::exit).toList(), frozen::toString);
            assertRefused(ran, "FROZEN");
        }
    }
}
