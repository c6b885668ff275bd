package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A part of an older backup is put back into a ledger that has gone on: it is named before anything is recorded or spent,
 * and what was lost with it comes back from the parts that are newer.
 */
class PutBackTest {
    @TempDir
    Path folder;

    private Path data;

    private Path backup;
    private Bench bench;

    /** Intents of before the backup, and of after it: settled, and at risk. */
    private String early;

    private String settled;
    private String sent;

    @BeforeEach
    void goOnAfterABackup() throws Exception {
        data = folder.resolve("data");
        bench = Bench.fresh(data);
        early = bench.paid("shot-01", "0.05");
        Path file = Files.createTempFile(folder, "old", ".tar");
        bench.ledger().backup().write(file, StepWatcher.unobserved());
        backup = Unpacked.by(file, folder.resolve("backup"));
        settled = bench.paid("shot-02", "0.07");
        bench.ledger().freeze("agent:second", "a holiday");
        sent = bench.intent("shot-03");
        bench.send(sent, "0.11");
        bench.reopen();
        bench.ledger().recover();
        bench.close();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void putBack(String... names) throws IOException {
        for (String name : names) {
            Path to = data.resolve(name);
            if (Files.isDirectory(to)) {
                Folders.remove(to);
                Folders.copy(backup.resolve("ledger").resolve(name), to);
            } else {
                Files.copy(backup.resolve("ledger").resolve(name), to, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** Nothing is recorded and nothing begins; what may be done about it is said. */
    private void named(String why) {
        bench = Bench.again(data);
        assertTrue(bench.ledger().log().misfit().orElse("").contains(why));
        LedgerException asked =
                assertThrows(LedgerException.class, () -> bench.ledger().log().requireFit());
        LedgerException refused =
                assertThrows(LedgerException.class, () -> bench.ledger().recover());
        for (LedgerException each : List.of(asked, refused)) {
            assertEquals(Fault.INTEGRITY, each.fault());
            assertTrue(String.valueOf(each.getMessage()).contains("`patron ledger rebuild`"), each::getMessage);
        }
        bench.close();
    }

    private RebuildOutcome rebuilt() {
        RebuildOutcome outcome = Ledger.rebuild(bench.settings(), StepWatcher.unobserved());
        bench = Bench.again(data);
        return outcome;
    }

    private void everythingIsKnown() {
        assertEquals(Optional.empty(), bench.ledger().log().misfit());
        bench.ledger().recover();
        assertEquals(List.of(), bench.ledger().verify().problems());
        assertEquals(PaymentState.SETTLED, bench.state(early));
        assertEquals(PaymentState.SETTLED, bench.state(settled));
        assertEquals(PaymentState.UNKNOWN, bench.state(sent));
        assertEquals(List.of("agent:second: a holiday"), bench.reader().frozen());
        assertEquals("0.120000 spent 0.110000 reserved", bench.day());
    }

    @Test
    void theDatabaseAlone() throws Exception {
        putBack("ledger.mv.db");
        named("an older copy of the database was put back");
        RebuildOutcome.Rebuilt made = assertInstanceOf(RebuildOutcome.Rebuilt.class, rebuilt());
        assertTrue(made.kept().isPresent(), "the older one is kept");
        everythingIsKnown();
    }

    @Test
    void theDatabaseAndTheLog() throws Exception {
        putBack("ledger.mv.db", "log");
        bench = Bench.again(data);
        RecoveryReport report = bench.ledger().recover();
        assertEquals(2, report.appliedToLedger(), "the journal knows every signature");
        assertEquals(List.of(), bench.ledger().verify().problems());
        assertEquals(PaymentState.SETTLED, bench.state(early));
        assertEquals(PaymentState.UNKNOWN, bench.state(settled));
        assertEquals(PaymentState.UNKNOWN, bench.state(sent));
        assertEquals("0.050000 spent 0.180000 reserved", bench.day());
    }

    @Test
    void theLogAlone() throws Exception {
        String root = Files.readString(data.resolve("log/checkpoint"));
        putBack("log");
        named("an older copy of the log was put back");
        RebuildOutcome outcome = rebuilt();
        assertTrue(assertInstanceOf(RebuildOutcome.LogContinued.class, outcome).continued() > 10, outcome::toString);
        assertEquals(root, Files.readString(data.resolve("log/checkpoint")), "signed to the same bytes");
        everythingIsKnown();
    }

    @Test
    void noLogAtAll() throws Exception {
        String root = Files.readString(data.resolve("log/checkpoint"));
        Folders.remove(data.resolve("log"));
        named("an older copy of the log was put back");
        assertInstanceOf(RebuildOutcome.LogContinued.class, rebuilt());
        assertEquals(root, Files.readString(data.resolve("log/checkpoint")));
        everythingIsKnown();
    }

    /** The one part that is left to believe was changed: nothing is signed that was not signed before. */
    @Test
    void theLogAloneAndAChangedDatabase() throws Exception {
        putBack("log");
        bench = Bench.again(data);
        assertEquals(1, bench.tamper("UPDATE event SET body = body || ' ' WHERE type = 'frozen'"));
        bench.close();
        String before = Files.readString(data.resolve("log/checkpoint"));
        LedgerException refused = assertThrows(LedgerException.class, this::rebuilt);
        assertEquals(Fault.INTEGRITY, refused.fault());
        assertTrue(
                String.valueOf(refused.getMessage()).contains("do not give the root that was signed"),
                refused::getMessage);
        assertEquals(before, Files.readString(data.resolve("log/checkpoint")));
        bench = Bench.again(data);
    }

    /** All of it: the ledger itself cannot know, only the chain and those who kept a later checkpoint. */
    @Test
    void everything() throws Exception {
        bench = Unpacked.open(backup);
        assertEquals(0, bench.ledger().recover().appliedToLedger());
        assertEquals(List.of(), bench.ledger().verify().problems());
        assertEquals("0.050000 spent 0.000000 reserved", bench.day());
    }
}
