package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Coming back after a stop, and after somebody put old files back. */
class RecoveryTest {
    private static final RecoveryReport NOTHING = new RecoveryReport(false, 0, 0, 0, 0);

    @TempDir
    Path folder;

    private Path data = Path.of("");
    private Path copy = Path.of("");

    @BeforeEach
    void folders() throws IOException {
        data = Files.createDirectory(folder.resolve("data"));
        copy = Files.createDirectory(folder.resolve("copy"));
    }

    @Test
    void aReservationWithoutASignatureIsGivenBackAndASignatureIsUnknown() {
        String held;
        String signed;
        try (Bench bench = Bench.fresh(data)) {
            held = bench.intent("shot-01");
            bench.reserve(held, "0.05");
            signed = bench.intent("shot-02");
            bench.sign(signed, "0.07");
        }
        try (Bench bench = Bench.again(data)) {
            assertEquals(new RecoveryReport(false, 0, 0, 1, 1), bench.ledger().recover());
            assertEquals(PaymentState.VOIDED, bench.state(held));
            assertEquals(PaymentState.UNKNOWN, bench.state(signed));
            assertEquals("0.000000 spent 0.070000 reserved", bench.day());
            assertArrayEquals(Bench.request(signed), request(bench, signed));
            assertEquals(NOTHING, bench.ledger().recover(), "twice changes nothing");
            assertSound(bench);
        }
    }

    @Test
    void aDatabaseBehindItsJournalLearnsWhatIsAtRisk() throws IOException {
        String intent;
        try (Bench bench = Bench.fresh(data)) {
            intent = bench.intent("shot-01");
            bench.quote(intent, "0.05");
        }
        keepDatabase();
        try (Bench bench = Bench.again(data)) {
            bench.ledger().reserve(bench.command(intent, "0.05"), bench::policy);
            bench.authorize(intent, "0.05");
        }
        putDatabaseBack();
        assertBroughtBack(intent);
    }

    @Test
    void aDatabaseFromBetweenReservationAndSignatureLearnsIt() throws IOException {
        String intent;
        try (Bench bench = Bench.fresh(data)) {
            intent = bench.intent("shot-01");
            bench.reserve(intent, "0.05");
        }
        keepDatabase();
        try (Bench bench = Bench.again(data)) {
            bench.authorize(intent, "0.05");
        }
        putDatabaseBack();
        assertBroughtBack(intent);
    }

    @Test
    void aReservationOfAnEarlierPriceGivesWayToWhatWasSigned() throws IOException {
        String intent;
        try (Bench bench = Bench.fresh(data)) {
            intent = bench.intent("shot-01");
            bench.reserve(intent, "0.02");
        }
        keepDatabase();
        try (Bench bench = Bench.again(data)) {
            bench.clock.move(Duration.ofMinutes(1));
            assertInstanceOf(AuthorizeOutcome.Voided.class, bench.authorize(intent, "0.02"));
            bench.sign(intent, "0.05");
        }
        putDatabaseBack();
        assertBroughtBack(intent);
    }

    @Test
    void aDatabaseWithoutTheRunLearnsTheRun() throws IOException {
        String other = "fedcba9876543210fedcba9876543210";
        String intent;
        Bench.fresh(data).close();
        keepDatabase();
        try (Bench bench = Bench.again(data)) {
            bench.openRun(other);
            bench.plan(other, "shot-01");
            intent = bench.intend(other, "shot-01", 1);
            bench.sign(intent, "0.05");
        }
        putDatabaseBack();
        assertBroughtBack(intent);
        try (Bench bench = Bench.again(data)) {
            assertEquals("running", bench.reader().run(other).orElseThrow().status());
            assertEquals("still", bench.reader().shots(other).getFirst().model());
        }
    }

    @Test
    void twoAttemptsThatTheDatabaseForgotAreBothAtRisk() throws IOException {
        Bench.fresh(data).close();
        keepDatabase();
        try (Bench bench = Bench.again(data)) {
            String first = bench.intent("shot-01");
            bench.send(first, "0.05");
            bench.ledger().expire(first, bench.dead());
            bench.sign(bench.intend(Bench.RUN, "shot-01", 2), "0.07");
        }
        putDatabaseBack();
        try (Bench bench = Bench.again(data)) {
            assertEquals(new RecoveryReport(false, 2, 0, 0, 0), bench.ledger().recover());
            assertEquals("0.000000 spent 0.120000 reserved", bench.day());
            assertEquals(2, bench.reader().attempt(Bench.RUN, "shot-01"));
            assertSound(bench);
            String first = Digests.intent(bench.ledger().id(), Bench.RUN, "shot-01", 1);
            bench.ledger().expire(first, bench.dead());
            String second = Digests.intent(bench.ledger().id(), Bench.RUN, "shot-01", 2);
            bench.settle(second, "0.07");
            assertEquals("0.070000 spent 0.000000 reserved", bench.day());
            assertSound(bench);
        }
    }

    /** The payment is at risk, its bytes are there to present again, and its end is booked once. */
    private void assertBroughtBack(String intent) {
        try (Bench bench = Bench.again(data)) {
            assertEquals(new RecoveryReport(false, 1, 0, 0, 0), bench.ledger().recover());
            assertEquals(PaymentState.UNKNOWN, bench.state(intent));
            assertEquals("0.000000 spent 0.050000 reserved", bench.day());
            assertEquals("0.050000", bench.balance("reserved"));
            assertArrayEquals(Bench.request(intent), request(bench, intent));
            assertEquals(NOTHING, bench.ledger().recover(), "twice changes nothing");
            assertSound(bench);
        }
        try (Bench bench = Bench.again(data)) {
            assertEquals(NOTHING, bench.ledger().recover(), "and after another start too");
            bench.settle(intent, "0.05");
            assertEquals("0.050000 spent 0.000000 reserved", bench.day());
            assertEquals("0.000000", bench.balance("reserved"));
            assertSound(bench);
        }
    }

    @Test
    void aJournalBehindItsDatabaseIsAppendedTo() throws IOException {
        String second;
        long before;
        try (Bench bench = Bench.fresh(data)) {
            bench.sign(bench.intent("shot-01"), "0.05");
            before = Files.size(data.resolve("journal"));
            second = bench.intent("shot-02");
            bench.sign(second, "0.05");
        }
        byte[] whole = Files.readAllBytes(data.resolve("journal"));
        cut(before);
        try (Bench bench = Bench.again(data)) {
            assertEquals(new RecoveryReport(false, 0, 1, 0, 2), bench.ledger().recover());
            assertArrayEquals(whole, Files.readAllBytes(data.resolve("journal")));
            assertSound(bench);
        }
    }

    @Test
    void aTornEndIsCutAndWrittenAgain() throws IOException {
        try (Bench bench = Bench.fresh(data)) {
            bench.sign(bench.intent("shot-01"), "0.05");
        }
        byte[] whole = Files.readAllBytes(data.resolve("journal"));
        for (long size : List.of(whole.length - 1L, whole.length - 300L)) {
            Files.write(data.resolve("journal"), whole);
            cut(size);
            try (Bench bench = Bench.again(data)) {
                assertEquals(true, bench.ledger().recover().tornJournal());
                assertArrayEquals(whole, Files.readAllBytes(data.resolve("journal")));
                assertSound(bench);
            }
        }
    }

    @Test
    void aDatabaseThatLacksATornSignatureLosesNothingThatWasSent() throws IOException {
        String intent;
        try (Bench bench = Bench.fresh(data)) {
            intent = bench.intent("shot-01");
            bench.reserve(intent, "0.05");
        }
        keepDatabase();
        try (Bench bench = Bench.again(data)) {
            bench.authorize(intent, "0.05");
        }
        putDatabaseBack();
        cut(Files.size(data.resolve("journal")) - 7);
        try (Bench bench = Bench.again(data)) {
            assertEquals(new RecoveryReport(true, 0, 0, 1, 0), bench.ledger().recover());
            assertEquals(PaymentState.VOIDED, bench.state(intent));
            assertSound(bench);
        }
    }

    @Test
    void damageBeforeTheEndIsRefused() throws IOException {
        long first;
        try (Bench bench = Bench.fresh(data)) {
            first = Files.size(data.resolve("journal"));
            bench.sign(bench.intent("shot-01"), "0.05");
            bench.sign(bench.intent("shot-02"), "0.05");
        }
        byte[] whole = Files.readAllBytes(data.resolve("journal"));
        for (int at : List.of(2, 20, (int) first + 1, (int) first + 6, (int) first + 40)) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 1;
            Files.write(data.resolve("journal"), damaged);
            assertEquals(
                    Fault.INTEGRITY,
                    assertThrows(LedgerException.class, () -> Bench.again(data)).fault(),
                    "byte " + at);
        }
        Files.write(data.resolve("journal"), whole);
        Bench.again(data).close();
    }

    @Test
    void aWholeRecordThatIsNoRecordIsRefused() throws IOException {
        Bench.fresh(data).close();
        byte[] sound = Files.readAllBytes(data.resolve("journal"));
        for (String text : List.of("not json", "{}", "{\"intent\":{}}", "{\"intent\":\"x\"}")) {
            Files.write(data.resolve("journal"), sound);
            byte[] body = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            var crc = new java.util.zip.CRC32C();
            crc.update(body);
            ByteBuffer record = ByteBuffer.allocate(8 + body.length)
                    .putInt(body.length)
                    .putInt((int) crc.getValue())
                    .put(body);
            Files.write(data.resolve("journal"), record.array(), java.nio.file.StandardOpenOption.APPEND);
            try (Bench bench = Bench.again(data)) {
                LedgerException refused = assertThrows(LedgerException.class, bench.ledger()::recover, text);
                assertEquals(Fault.INTEGRITY, refused.fault(), text);
            }
        }
    }

    @Test
    void anotherLedgersJournalIsRefused() throws IOException {
        Bench.fresh(data).close();
        Path other = Files.createDirectory(folder.resolve("other"));
        Bench.fresh(other).close();
        Files.copy(other.resolve("journal"), data.resolve("journal"), StandardCopyOption.REPLACE_EXISTING);

        assertEquals(
                Fault.INTEGRITY,
                assertThrows(LedgerException.class, () -> Bench.again(data)).fault());
    }

    @Test
    void unlikeBytesForOneIntentAreRefused() throws Exception {
        String intent;
        try (Bench bench = Bench.fresh(data)) {
            intent = bench.intent("shot-01");
            bench.sign(intent, "0.05");
            bench.tamper("UPDATE signed_payment SET valid_before = DATEADD(SECOND, 1, valid_before)");
        }
        try (Bench bench = Bench.again(data)) {
            assertEquals(
                    Fault.INTEGRITY,
                    assertThrows(LedgerException.class, bench.ledger()::recover).fault());
        }
    }

    @Test
    void theChainBringsBackWhatNothingElseKnows() throws IOException {
        byte[] journal;
        String intent;
        try (Bench bench = Bench.fresh(data)) {
            intent = bench.intent("shot-01");
        }
        keepDatabase();
        byte[] old = Files.readAllBytes(data.resolve("journal"));
        try (Bench bench = Bench.again(data)) {
            bench.sign(intent, "0.05");
            journal = Files.readAllBytes(data.resolve("journal"));
        }
        putDatabaseBack();
        Files.write(data.resolve("journal"), old);
        try (Bench bench = Bench.again(data)) {
            assertEquals(NOTHING, bench.ledger().recover());
            bench.ledger().recoverFromChain(intent, false, bench.moved("0.05", Bench.PAYEE));
            assertEquals("0.000000 spent 0.050000 reserved", bench.day());
            bench.settle(intent, "0.05");
            assertEquals("0.050000 spent 0.000000 reserved", bench.day());
            assertSound(bench);
        }
        Files.write(data.resolve("journal"), journal);
        try (Bench bench = Bench.again(data)) {
            assertEquals(new RecoveryReport(false, 1, 0, 0, 0), bench.ledger().recover(), "only its signature is new");
            assertEquals("0.050000 spent 0.000000 reserved", bench.day());
            assertArrayEquals(Bench.request(intent), request(bench, intent));
            assertSound(bench);
        }
    }

    private static byte[] request(Bench bench, String intent) {
        return bench.reader().signed(bench.record(intent)).orElseThrow().request();
    }

    private static void assertSound(Bench bench) {
        assertEquals(List.of(), bench.ledger().verify().problems());
    }

    private void cut(long size) throws IOException {
        try (var channel =
                java.nio.channels.FileChannel.open(data.resolve("journal"), java.nio.file.StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    private void keepDatabase() throws IOException {
        replace(data, copy);
    }

    /** The database and the log that follows it are of one backup; the journal is newer. */
    private void putDatabaseBack() throws IOException {
        replace(copy, data);
    }

    private static void replace(Path from, Path to) throws IOException {
        Files.copy(from.resolve("ledger.mv.db"), to.resolve("ledger.mv.db"), StandardCopyOption.REPLACE_EXISTING);
        Folders.remove(to.resolve("log"));
        Folders.copy(from.resolve("log"), to.resolve("log"));
    }
}
