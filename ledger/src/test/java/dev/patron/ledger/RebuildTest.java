package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.log.Keeping;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that is lost or damaged is named at start, and made again from log and journal when it is asked for. */
class RebuildTest {
    @TempDir
    Path folder;

    /** Money in every account: settled, owed, refunded, written off, unexplained, reversed, held and at risk. */
    static void busy(Bench bench) {
        Ledger ledger = bench.ledger();
        bench.retry(bench.paid("shot-01", "0.05"));
        bench.send(bench.intend(Bench.RUN, "shot-01", 2), "0.07");
        String back = bench.paid("shot-02", "0.25");
        ledger.fulfil(back, FulfilmentState.NO_HANDLE, "");
        ledger.reverse(back, bench.moved("0.25", Bench.PAYEE));
        bench.settle(back, "0.25");
        long owed = bench.reader().claims(Optional.empty()).getLast().id();
        ledger.closeClaim(owed, new ClaimClosing(ClaimClosing.Outcome.WRITTEN_OFF, "gone", ""));
        ledger.reverse(back, bench.moved("0.25", Bench.PAYEE));
        WalletFacts wallet = new WalletFacts(Bench.USDC, Bench.WALLET, 130, "0xb130");
        MovementFacts in = movement(bench, 0);
        ledger.wallets().funded(Bench.USDC, in);
        ledger.wallets().funded(Bench.USDC, movement(bench, 1));
        ledger.wallets().unexplained(Bench.USDC, movement(bench, 2), bench.probe());
        ledger.wallets().matched(new WalletFacts(Bench.USDC, Bench.WALLET, 110, "0xb110"), List.of(in));
        ledger.wallets().matched(wallet, List.of(in));
        ledger.freeze("agent:second", "a holiday");
        bench.policyIs(Bench.policy(Bench.most("0.40")));
        bench.reserve(bench.intent("shot-03"), "0.30");
        bench.reserve(bench.intent("shot-04"), "0.02");
    }

    private static MovementFacts movement(Bench bench, int index) {
        return new MovementFacts(
                "0x" + "9".repeat(64),
                index,
                120,
                bench.clock.instant(),
                Bench.WALLET,
                Bench.PAYEE,
                BigInteger.valueOf(250_000 + index));
    }

    @Test
    void everyRowComesBack() throws Exception {
        try (Bench bench = Bench.fresh(folder)) {
            busy(bench);
            assertEquals(List.of(), Rebuilt.differences(bench));
            bench.policyIs(Bench.policy(Bench.FREE));
            String next = bench.paid("shot-05", "0.01");
            assertEquals(PaymentState.SETTLED, bench.state(next), "it goes on");
            assertEquals(List.of(), bench.ledger().verify().problems());
            assertEquals(List.of(), Rebuilt.differences(bench), "and can be lost again");
        }
    }

    @Test
    void theRunsStepsComeBackReadable() throws Exception {
        try (Bench bench = Bench.fresh(folder)) {
            bench.ledger().journalStep(Bench.RUN, 2, "plan", new byte[] {7, 7, 7});
            bench.rebuild(Files::delete);
            List<RunStep> steps = bench.reader().steps(Bench.RUN);
            assertEquals(2, steps.size());
            assertArrayEquals(new byte[] {7, 7, 7}, steps.getLast().body());
        }
    }

    @Test
    void stepsThatLayInTheDatabaseAloneAreKeptAtTheNextStart() throws Exception {
        try (Bench bench = Bench.fresh(folder)) {
            Path steps = folder.resolve("steps").resolve(Bench.RUN);
            Files.write(steps, new byte[] {0, 0, 0});
            bench.reopen();
            bench.ledger().recover();
            RebuildOutcome.Rebuilt made = assertInstanceOf(RebuildOutcome.Rebuilt.class, bench.rebuild(Files::delete));
            assertEquals(0, made.stepsLost());
            assertEquals(1, bench.reader().steps(Bench.RUN).size());
            Files.delete(steps);
            made = assertInstanceOf(RebuildOutcome.Rebuilt.class, bench.rebuild(Files::delete));
            assertEquals(1, made.stepsLost());
        }
    }

    /** What no checkpoint covered is gone with the database, save every signature. */
    @Test
    void aSignatureThatOnlyTheJournalHasIsAtRisk() throws Exception {
        try (Bench bench = Bench.fresh(folder)) {
            String intent = bench.intent("shot-01");
            bench.ledger().log().checkpoint(Keeping.HOURLY);
            Path log = folder.resolve("log");
            Path copy = folder.resolve("log-before");
            Folders.copy(log, copy);
            bench.sign(intent, "0.05");
            RebuildOutcome made = bench.rebuild(database -> {
                Files.delete(database);
                Folders.remove(log);
                Folders.copy(copy, log);
            });
            assertEquals(1, assertInstanceOf(RebuildOutcome.Rebuilt.class, made).applied());
            assertEquals(PaymentState.UNKNOWN, bench.state(intent));
            assertEquals("0.000000 spent 0.050000 reserved", bench.day());
            assertEquals(List.of(), bench.ledger().verify().problems());
        }
    }

    @Test
    void aSoundDatabaseIsLeftAlone() throws Exception {
        try (Bench bench = Bench.fresh(folder)) {
            busy(bench);
            Map<String, List<String>> before = Rebuilt.tables(bench);
            assertInstanceOf(RebuildOutcome.Sound.class, bench.rebuild(_ -> {}));
            Map<String, List<String>> after = Rebuilt.tables(bench);
            assertTrue(
                    after.getOrDefault("event", List.of()).containsAll(before.getOrDefault("event", List.of("none"))));
        }
    }

    @Test
    void aMissingAndAnEmptyDatabaseAreNamedAtStart() throws Exception {
        Bench.fresh(folder).close();
        Path database = folder.resolve("ledger.mv.db");
        Files.delete(database);
        assertOffered();
        assertFalse(Files.exists(database), "nothing is made silently");
        Files.write(database, new byte[0]);
        assertOffered();
    }

    private void assertOffered() {
        LedgerException refused = assertThrows(LedgerException.class, () -> Bench.again(folder));
        assertEquals(Fault.INTEGRITY, refused.fault());
        assertTrue(String.valueOf(refused.getMessage()).contains("patron ledger rebuild"), refused::getMessage);
    }

    /** Bytes are flipped, or the end is cut, somewhere: it is found and made again, or it did no harm. */
    @Test
    void damageIsFoundAndRepaired() throws Exception {
        Random random = new Random(1);
        int found = 0;
        try (Bench bench = Bench.fresh(folder.resolve("data"))) {
            busy(bench);
            bench.ledger().recover();
            bench.reopen();
            Map<String, List<String>> before = Rebuilt.tables(bench);
            for (int i = 0; i < 12; i++) {
                boolean cut = i % 3 == 0;
                Path copy = folder.resolve("copy-" + i);
                RebuildOutcome outcome = bench.rebuild(database -> {
                    harm(database, random, cut);
                    Folders.copy(bench.directory, copy);
                    starts(bench, copy);
                });
                found += outcome instanceof RebuildOutcome.Rebuilt ? 1 : 0;
                assertEquals(before, Rebuilt.tables(bench), "damage " + i);
                assertEquals(List.of(), bench.ledger().verify().problems(), "damage " + i);
            }
        }
        assertTrue(found >= 4, "only " + found + " of 12 were found");
    }

    /** A start, on a copy, either takes no harm or names the damage and what repairs it. */
    private static boolean starts(Bench bench, Path copy) {
        LedgerSettings usual = bench.settings();
        LedgerSettings settings = new LedgerSettings(
                copy,
                copy.resolve("keys"),
                usual.clock(),
                usual.random(),
                usual.meters(),
                usual.durability(),
                usual.checkpointFrom());
        try (Ledger ledger = Ledger.open(settings)) {
            ledger.recover();
            return true;
        } catch (LedgerException e) {
            assertEquals(Fault.INTEGRITY, e.fault(), e::toString);
            assertTrue(String.valueOf(e.getMessage()).contains("patron ledger rebuild"), e::toString);
            return false;
        }
    }

    private static void harm(Path database, Random random, boolean cut) throws IOException {
        byte[] bytes = Files.readAllBytes(database);
        if (cut) {
            Files.write(database, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
            return;
        }
        for (int i = 0; i < 200; i++) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        Files.write(database, bytes);
    }

    @Test
    void anOlderDatabaseThanItsLogIsNamedAndMadeAgain() throws Exception {
        Path copy = folder.resolve("older");
        Path data = folder.resolve("data");
        Bench.fresh(data).close();
        Files.copy(data.resolve("ledger.mv.db"), copy);
        try (Bench bench = Bench.again(data)) {
            busy(bench);
            RebuildOutcome made = bench.rebuild(database -> {
                Files.copy(copy, database, StandardCopyOption.REPLACE_EXISTING);
                Folders.copy(data, folder.resolve("copy"));
                assertFalse(starts(bench, folder.resolve("copy")), "it is named");
            });
            assertTrue(
                    assertInstanceOf(RebuildOutcome.Rebuilt.class, made).kept().isPresent());
            assertEquals(List.of(), bench.ledger().verify().problems());
            assertEquals(List.of(), FromEvents.differences(bench));
        }
    }

    @Test
    void aDamagedLogMakesNoDatabase() throws Exception {
        Bench bench = Bench.fresh(folder);
        LedgerSettings settings = bench.settings();
        bench.close();
        Path checkpoint = folder.resolve("log/checkpoint");
        String note = Files.readString(checkpoint);
        Path database = folder.resolve("ledger.mv.db");
        byte[] before = Files.readAllBytes(database);
        Files.writeString(checkpoint, note.replaceFirst("\n([0-9]+)\n", "\n1\n"));
        LedgerException refused =
                assertThrows(LedgerException.class, () -> Ledger.rebuild(settings, StepWatcher.unobserved()));
        assertEquals(Fault.INTEGRITY, refused.fault());
        assertArrayEquals(before, Files.readAllBytes(database), "nothing was changed");
        assertFalse(Files.exists(folder.resolve("ledger.rebuilt.mv.db")));
    }
}
