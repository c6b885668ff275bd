package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every name of a purchase leads to the whole of it. */
class TracingTest {
    private static final String ASSET = "a1b2c3d4" + "e".repeat(56);

    @TempDir
    Path folder;

    private static Traced.Found found(Bench bench, String subject) {
        return assertInstanceOf(Traced.Found.class, bench.reader().trace(subject), subject);
    }

    /** A delivered shot and one that was only planned. */
    private static String bought(Bench bench) {
        String intent = bench.paid("shot-01", "0.05");
        bench.ledger().generating(intent, "job-1", Bench.NOON.plusSeconds(90));
        bench.ledger().stored(intent, 1, new AssetFacts(ASSET, "image/png", 10));
        bench.ledger().fulfil(intent, FulfilmentState.DELIVERED, "");
        bench.plan(Bench.RUN, "shot-02");
        return intent;
    }

    @Test
    void everyNameLeadsToThePurchase() {
        try (Bench bench = Bench.fresh(folder)) {
            String intent = bought(bench);
            String nonce = bench.record(intent).nonce();
            String decision =
                    "D" + bench.reader().reservation(intent).orElseThrow().decision();
            String transaction = bench.moved("0.05", Bench.PAYEE).transaction();
            List<Traced.Named> names = List.of(
                    new Traced.Named("asset", ASSET),
                    new Traced.Named("intent", intent),
                    new Traced.Named("nonce", nonce),
                    new Traced.Named("transaction", transaction),
                    new Traced.Named("decision", decision));
            for (Traced.Named name : names) {
                Traced.Found whole = found(bench, name.id());
                assertEquals(name, whole.what());
                assertEquals(List.of(), whole.movements());
                assertEquals(1, whole.purchases().size(), name::toString);
                Traced.Purchase one = whole.purchases().getFirst();
                assertEquals(Bench.RUN, one.run().id());
                assertEquals("shot-01", one.shot().shot());
                assertEquals(intent, one.intent().orElseThrow().id());
                assertEquals(decision, "D" + one.decision().orElseThrow().id());
                assertEquals(
                        one.reservation().orElseThrow().policy(),
                        one.decision().orElseThrow().policy());
                assertEquals(
                        Bench.PAYEE, one.authorization().orElseThrow().payee().address());
                assertEquals(transaction, one.proofs().getFirst().proof().transaction());
                assertEquals("job-1", one.generation().orElseThrow().handle());
                assertEquals(List.of(new AssetFacts(ASSET, "image/png", 10)), one.assets());
                if (name.id().length() > 8) {
                    String prefix = name.id().substring(0, name.id().startsWith("0x") ? 12 : 8);
                    assertEquals(name, found(bench, prefix).what(), prefix);
                    String shouted = " " + prefix.toUpperCase(Locale.ROOT).replace("0X", "0x");
                    assertEquals(name, found(bench, shouted).what(), shouted);
                }
            }
        }
    }

    @Test
    void aRunAndABriefLeadToEveryShot() {
        try (Bench bench = Bench.fresh(folder)) {
            bought(bench);
            for (String name : List.of(Bench.RUN, "b".repeat(64))) {
                List<Traced.Purchase> all = found(bench, name).purchases();
                assertEquals(
                        List.of("shot-01", "shot-02"),
                        all.stream().map(one -> one.shot().shot()).toList());
                assertEquals(true, all.getLast().intent().isEmpty());
            }
        }
    }

    @Test
    void aClaimLeadsToItsPurchaseOrItsMovement() {
        try (Bench bench = Bench.fresh(folder)) {
            String intent = bench.paid("shot-01", "0.05");
            bench.ledger().fulfil(intent, FulfilmentState.NO_HANDLE, "NO_HANDLE");
            assertEquals(
                    intent,
                    found(bench, "c1")
                            .purchases()
                            .getFirst()
                            .claim()
                            .flatMap(ClaimRecord::intent)
                            .orElseThrow());
            String gone = "0x" + "9".repeat(64);
            bench.ledger()
                    .wallets()
                    .unexplained(
                            Bench.USDC,
                            new MovementFacts(gone, 0, 130, Bench.NOON, Bench.WALLET, Bench.STRANGER, BigInteger.TEN),
                            bench.probe());
            for (String name : List.of("C2", gone)) {
                Traced.Found whole = found(bench, name);
                assertEquals(List.of(), whole.purchases());
                assertEquals(gone, whole.movements().getFirst().transaction());
                assertEquals(
                        2, whole.movements().getFirst().claim().orElseThrow().id());
            }
        }
    }

    @Test
    void aBeginningOfSeveralIsNotGuessed() {
        try (Bench bench = Bench.fresh(folder)) {
            String intent = bought(bench);
            String near = ASSET.substring(0, 63) + "f";
            bench.ledger().stored(intent, 2, new AssetFacts(near, "image/png", 11));
            Traced.Several several =
                    assertInstanceOf(Traced.Several.class, bench.reader().trace(ASSET.substring(0, 8)));
            assertEquals(
                    List.of(new Traced.Named("asset", ASSET), new Traced.Named("asset", near)), several.candidates());
            assertEquals(near, found(bench, near).what().id(), "the whole name is not ambiguous");
        }
    }

    @Test
    void nothingIsSaidOfWhatIsNotRecorded() {
        try (Bench bench = Bench.fresh(folder)) {
            bought(bench);
            for (String unknown : List.of(
                    "", "D999", "C9", "a1b2c3d", "ffffffff", "0x" + "e".repeat(64), "%", "________", "a1b2c3d4%")) {
                assertInstanceOf(Traced.Nothing.class, bench.reader().trace(unknown), unknown);
            }
        }
    }
}
