package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.log.Keeping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Database or log are taken away while a ledger works: nothing is allowed that could not be recorded. */
class StoreFailureTest {
    @TempDir
    Path folder;

    /** As if its process were gone: every connection is dead at once. */
    private static void takeAway(Bench bench) {
        try {
            bench.tamper("SHUTDOWN IMMEDIATELY");
        } catch (SQLException _) {
            // The connection that says so dies of it.
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void at074WithoutItsDatabaseNothingIsReserved() throws Exception {
        Bench bench = Bench.fresh(folder);
        String intent = bench.intent("shot-01");
        bench.quote(intent, "0.05");
        SpendCommand command = bench.command(intent, "0.05");
        takeAway(bench);
        LedgerException refused =
                assertThrows(LedgerException.class, () -> bench.ledger().reserve(command, bench::policy));
        assertEquals(Fault.STORE, refused.fault());
        assertThrows(LedgerException.class, bench::close);
        try (Bench again = Bench.again(folder)) {
            again.ledger().recover();
            assertEquals("0.000000 spent 0.000000 reserved", again.day());
            assertEquals(List.of(), again.ledger().verify().problems());
        }
    }

    /** The signature was made, and the transaction that was to record it fails: the bytes are handed to nobody. */
    @Test
    void at099ASignatureThatCannotBeRecordedDoesNotLeave() throws Exception {
        Bench bench = Bench.fresh(folder);
        String intent = bench.intent("shot-01");
        bench.reserve(intent, "0.05");
        SpendCommand command = bench.command(intent, "0.05");
        AtomicBoolean signed = new AtomicBoolean();
        LedgerException refused =
                assertThrows(LedgerException.class, () -> bench.ledger().authorize(command, bench::policy, at -> {
                    signed.set(true);
                    takeAway(bench);
                    return Bench.signing(intent).sign(at);
                }));
        assertEquals(Fault.STORE, refused.fault());
        assertTrue(signed.get());
        assertThrows(LedgerException.class, bench::close);
        try (Bench again = Bench.again(folder)) {
            again.ledger().recover();
            assertEquals(0, again.rows("signed_payment"));
            assertEquals(PaymentState.VOIDED, again.state(intent));
            assertEquals(List.of(), again.ledger().verify().problems());
        }
    }

    /** Whoever takes the log away stops the payments, small ones too, until it is back. */
    @Test
    void at136WithoutItsLogNothingIsSigned() throws Exception {
        try (Bench bench = Bench.fresh(folder)) {
            bench.ledger().log().checkpoint(Keeping.HOURLY);
            String intent = bench.intent("shot-01");
            bench.reserve(intent, "0.01");
            Path log = folder.resolve("log");
            Path aside = Files.move(log, folder.resolve("aside"));
            Files.createFile(log);
            assertThrows(LedgerException.class, () -> bench.ledger().log().checkpoint(Keeping.HOURLY));
            assertThrows(LedgerException.class, () -> bench.authorize(intent, "0.01"));
            assertEquals(PaymentState.RESERVED, bench.state(intent));
            assertEquals(0, bench.rows("signed_payment"));
            Files.delete(log);
            Files.move(aside, log);
            assertInstanceOf(AuthorizeOutcome.Authorized.class, bench.authorize(intent, "0.01"));
            assertEquals(List.of(), bench.ledger().verify().problems());
        }
    }
}
