package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Erasing destroys what is sealed, keeps what is proved, and waits for whatever is open. */
class ErasureTest {
    @TempDir
    Path folder;

    private Path key() {
        return folder.resolve("keys").resolve(Bench.RUN + ".key");
    }

    private static RunRecord run(Bench bench) {
        return bench.reader().run(Bench.RUN).orElseThrow();
    }

    private static void isFinal(Bench bench, String intent) {
        ChainProof seen = bench.moved("0.05", Bench.PAYEE);
        bench.ledger()
                .finalize(
                        intent,
                        new ChainProof(
                                seen.transaction(),
                                seen.blockNumber(),
                                seen.blockHash(),
                                seen.blockTime(),
                                seen.payee(),
                                seen.units(),
                                true));
    }

    /** A paid and delivered shot whose settlement is final, in a run that is over. */
    private static String finished(Bench bench) {
        String intent = bench.paid("shot-01", "0.05");
        isFinal(bench, intent);
        bench.ledger().generating(intent, "job-1", Bench.NOON.plusSeconds(90));
        bench.ledger().stored(intent, 1, new AssetFacts("a".repeat(64), "image/png", 10));
        bench.ledger().fulfil(intent, FulfilmentState.DELIVERED, "");
        bench.ledger().runStatus(Bench.RUN, "delivered");
        return intent;
    }

    private static String refused(Bench bench) {
        long events = bench.reader().newest(Optional.empty(), 1).getFirst().seq();
        var refused = assertInstanceOf(
                ErasureOutcome.Refused.class, bench.ledger().erasure().record(run(bench), Erasure.Reason.ASKED));
        assertInstanceOf(ErasureOutcome.Refused.class, bench.ledger().erasure().look(run(bench)));
        assertEquals(
                events, bench.reader().newest(Optional.empty(), 1).getFirst().seq(), "nothing was recorded");
        assertEquals("out", run(bench).out());
        assertEquals(Optional.empty(), bench.reader().erasedAt(Bench.RUN));
        assertEquals(
                Fault.ILLEGAL,
                assertThrows(
                                LedgerException.class,
                                () -> bench.ledger().erasure().destroyKey(Bench.RUN))
                        .fault());
        assertEquals(1, bench.reader().steps(Bench.RUN).getFirst().body().length);
        return refused.why();
    }

    @Test
    void whateverIsOpenKeepsIt() {
        try (Bench bench = Bench.fresh(folder)) {
            assertTrue(refused(bench).startsWith("it is unfinished (running); `patron cancel "), refused(bench));
            String intent = bench.intent("shot-01");
            bench.ledger().runStatus(Bench.RUN, "cancelled");
            bench.reserve(intent, "0.05");
            assertEquals("the payment of shot-01 is RESERVED", refused(bench));
            bench.authorize(intent, "0.05");
            assertEquals("the payment of shot-01 is AUTHORIZED", refused(bench));
            bench.ledger().answered(intent, new AnswerFacts("timeout", 0, ""));
            assertEquals("the payment of shot-01 is UNKNOWN", refused(bench));
            bench.settle(intent, "0.05");
            assertEquals("shot-01 is paid and was not handed over; `patron resume` asks for it", refused(bench));
            bench.ledger().generating(intent, "job-1", Bench.NOON.plusSeconds(90));
            assertEquals("shot-01 is being made", refused(bench));
            bench.ledger().fulfil(intent, FulfilmentState.FAILED, "FAILED");
            assertEquals("claim C1 of shot-01 is open", refused(bench));
            isFinal(bench, intent);
            assertEquals("claim C1 of shot-01 is open", refused(bench));
        }
    }

    @Test
    void whatIsSealedIsGoneAndWhatIsProvedStays() throws IOException {
        byte[] key;
        try (Bench bench = Bench.fresh(folder)) {
            String intent = finished(bench);
            key = Files.readAllBytes(key());
            String salt = bench.reader().salt(Bench.RUN, "shot-01");
            assertEquals(salt, bench.reader().salt(Bench.RUN, "shot-01"));
            assertNotEquals(salt, bench.reader().salt(Bench.RUN, "shot-02"));

            var granted = assertInstanceOf(
                    ErasureOutcome.Granted.class, bench.ledger().erasure().record(run(bench), Erasure.Reason.ASKED));
            assertEquals(
                    new ErasureFacts(Bench.RUN, "b".repeat(64), "out", 1, 1, List.of("a".repeat(64))), granted.facts());
            bench.ledger().erasure().destroyKey(Bench.RUN);

            assertEquals("", run(bench).out());
            assertEquals(Optional.of(Bench.NOON), bench.reader().erasedAt(Bench.RUN));
            assertArrayEquals(
                    new byte[0], bench.reader().steps(Bench.RUN).getFirst().body());
            SignedPayment signed = bench.reader().signed(bench.record(intent)).orElseThrow();
            assertEquals(0, signed.request().length);
            assertThrows(LedgerException.class, () -> bench.reader().salt(Bench.RUN, "shot-01"));
            String event =
                    bench.reader().newest(Optional.of(Bench.RUN), 1).getFirst().body();
            assertTrue(event.contains("\"reason\":\"ASKED\"") && event.contains("\"requests\":\"1\""), event);
            assertTrue(bench.ledger().verify().isSound(), bench.ledger().verify()::toString);
            bench.reopen();
            bench.ledger().recover();
            assertTrue(bench.ledger().verify().isSound());
            assertEquals("0.050000", bench.balance("expense/xgen"));
            assertEquals("", run(bench).out(), "also for a ledger that never held the key");
        }
        assertFalse(Files.exists(key()));
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertFalse(bytes.contains(new String(key, StandardCharsets.ISO_8859_1)), file + " holds the key");
            }
        }
    }

    @Test
    void aSecondTimeChangesNothing() {
        try (Bench bench = Bench.fresh(folder)) {
            finished(bench);
            bench.ledger().erasure().record(run(bench), Erasure.Reason.RETENTION);
            long last = bench.reader().newest(Optional.empty(), 1).getFirst().seq();
            var before = assertInstanceOf(
                    ErasureOutcome.Before.class, bench.ledger().erasure().record(run(bench), Erasure.Reason.ASKED));
            assertEquals(List.of("a".repeat(64)), before.facts().assets(), "what is left over can still be named");
            assertEquals(
                    last, bench.reader().newest(Optional.empty(), 1).getFirst().seq());
            bench.ledger().erasure().destroyKey(Bench.RUN);
            bench.ledger().erasure().destroyKey(Bench.RUN);
            assertEquals(List.of(), bench.ledger().erasure().unfinished());
        }
    }

    @Test
    void whatAStopInterruptedIsNamedUntilTheKeyIsGone() throws IOException {
        try (Bench bench = Bench.fresh(folder)) {
            finished(bench);
            assertEquals(List.of(), bench.ledger().erasure().unfinished());
            bench.ledger().erasure().record(run(bench), Erasure.Reason.ASKED);
            bench.reopen();
            assertEquals(List.of(run(bench)), bench.ledger().erasure().unfinished());
            Files.write(key(), new byte[32]);
            bench.reopen();
            assertEquals(
                    0, bench.reader().steps(Bench.RUN).getFirst().body().length, "overwritten and not yet removed");
            assertEquals(1, bench.ledger().erasure().unfinished().size());
            bench.ledger().erasure().destroyKey(Bench.RUN);
            assertFalse(Files.exists(key()));
            assertEquals(List.of(), bench.ledger().erasure().unfinished());
        }
    }

    @Test
    void aFileOfAnotherRunStays() {
        String other = "f".repeat(32);
        try (Bench bench = Bench.fresh(folder)) {
            finished(bench);
            bench.openRun(other);
            bench.plan(other, "shot-01");
            String twin = bench.intend(other, "shot-01", 1);
            bench.ledger().stored(twin, 1, new AssetFacts("a".repeat(64), "image/png", 10));
            ErasureOutcome outcome = bench.ledger().erasure().look(run(bench));
            assertEquals(List.of(), outcome.facts().assets());
            bench.ledger().runStatus(other, "cancelled");
            bench.ledger().erasure().record(bench.reader().run(other).orElseThrow(), Erasure.Reason.ASKED);
            assertEquals(
                    List.of("a".repeat(64)),
                    bench.ledger().erasure().look(run(bench)).facts().assets());
        }
    }

    @Test
    void theFolderIsSealedToo() throws IOException {
        String path = "/home/canary-of-a-person/spring-wedding";
        try (Bench bench = Bench.fresh(folder)) {
            bench.ledger()
                    .openRun(
                            new NewRun(
                                    "e".repeat(32),
                                    "b".repeat(64),
                                    "xgen",
                                    false,
                                    "painter",
                                    "outline",
                                    Optional.empty(),
                                    false,
                                    path),
                            "brief",
                            new byte[] {1});
            assertEquals(path, bench.reader().run("e".repeat(32)).orElseThrow().out());
        }
        for (String name : List.of("ledger.mv.db", "journal")) {
            String bytes = new String(Files.readAllBytes(folder.resolve(name)), StandardCharsets.ISO_8859_1);
            assertFalse(bytes.contains("canary"), name);
        }
    }
}
