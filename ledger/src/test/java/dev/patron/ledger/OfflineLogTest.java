package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.log.Keeping;
import dev.patron.log.LogKey;
import dev.patron.log.LogReader;
import dev.patron.log.LogWatcher;
import dev.patron.log.LogWriter;
import dev.patron.log.Notes;
import dev.patron.log.SignedCheckpoint;
import dev.patron.log.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A log is checked without its database, and says what its holder could change and what an auditor's note betrays. */
class OfflineLogTest {
    @TempDir
    static Path whole;

    @TempDir
    Path folder;

    private static String early = "";
    private static String key = "";

    @BeforeAll
    static void aLedgerThatGrew() {
        try (Bench bench = Bench.fresh(whole)) {
            bench.paid("shot-01", "0.05");
            early = bench.ledger()
                    .log()
                    .checkpoint(Keeping.HOURLY)
                    .orElseThrow()
                    .note();
            key = bench.ledger().log().verifierKey().orElseThrow();
            bench.paid("shot-02", "0.25");
            bench.clock.move(Duration.ofHours(2));
            bench.send(bench.intent("shot-03"), "0.07");
        }
    }

    private static Offline.Found checked(Path ledger, Trust trust) {
        return Offline.log(LogFiles.find(ledger, Optional.empty()).orElseThrow(), trust, StepWatcher.unobserved());
    }

    private static Trust notes(String... notes) {
        return new Trust(Optional.of(key), List.of(notes));
    }

    @Test
    void aSoundLogIsSoundWithAndWithoutWhatAnAuditorKept() throws IOException {
        String note = Files.readString(whole.resolve("log/checkpoint"));
        List<String> kept = Notes.split(Files.readString(whole.resolve("log/checkpoints")));
        assertTrue(kept.size() >= 2 && kept.contains(note), "what the log keeps can be brought along as it is");
        List<Trust> trusts = List.of(Trust.NONE, notes(), notes(early, note), notes(kept.toArray(String[]::new)));
        for (Trust trust : trusts) {
            Offline.Found found = checked(whole, trust);
            assertEquals(List.of(), found.report().problems());
            assertEquals(key, found.key());
            assertEquals(3, found.report().payments());
            assertEquals(
                    Stream.concat(EventAudit.CHECKS.stream(), Stream.of("reservations"))
                            .toList(),
                    found.report().checks().stream()
                            .map(VerifyReport.Check::name)
                            .toList());
            assertEquals(Optional.of(note), found.report().checkpoint());
        }
        assertEquals(checked(whole, Trust.NONE), checked(whole.resolve("log"), Trust.NONE), "the log's own folder");
    }

    @Test
    void howFarItIsIsTold() throws IOException {
        List<String> told = new ArrayList<>();
        StepWatcher watcher = (step, done, events) -> told.add(step + ": " + done + " of " + events);
        LogFiles files = LogFiles.find(whole, Optional.empty()).orElseThrow();
        long events = Offline.log(files, Trust.NONE, watcher).report().events();
        assertEquals(List.of("events checked: " + events + " of " + events), told);
        told.clear();
        Path copy = folder.resolve("copy");
        Folders.copy(whole, copy);
        try (Bench bench = Bench.again(copy)) {
            bench.ledger().verify(Trust.NONE, watcher);
            assertEquals("events checked: " + events + " of " + events, told.getFirst());
            assertEquals("log checked: 0 of " + events, told.getLast());
            StepWatcher gone = (_, _, _) -> {
                throw new IllegalStateException("nobody waits");
            };
            assertThrows(IllegalStateException.class, () -> bench.ledger().verify(Trust.NONE, gone));
            assertTrue(bench.ledger().verify().isSound(), "work that was given up leaves nothing behind");
        }
        assertThrows(
                IllegalStateException.class,
                () -> Offline.log(files, Trust.NONE, (_, _, _) -> {
                    throw new IllegalStateException("nobody waits");
                }));
    }

    @Test
    void aLogWithoutAKeyOrWithoutALogIsNotChecked() throws IOException {
        Folders.copy(whole.resolve("log"), folder.resolve("log"));
        assertThrows(Offline.UnfitException.class, () -> checked(folder, Trust.NONE));
        assertTrue(checked(folder, notes(early)).report().isSound(), "the key is brought along");
        assertTrue(LogFiles.find(folder.resolve("log/tile"), Optional.empty()).isEmpty());
        String other = LogKey.generate("patron-ledger/other", new SecureRandom())
                .verifier()
                .toString();
        named(checked(folder, new Trust(Optional.of(other), List.of())), "log", "not signed by");
        Files.delete(folder.resolve("log/checkpoint"));
        named(checked(folder, notes()), "log", "no checkpoint");
    }

    @Test
    void anOlderCopyIsBetrayedByALaterNote() throws IOException {
        Path copy = folder.resolve("copy");
        Folders.copy(whole, copy);
        String late;
        try (Bench bench = Bench.again(copy)) {
            bench.intent("shot-04");
            late = bench.ledger().log().checkpoint(Keeping.HOURLY).orElseThrow().note();
            assertTrue(bench.ledger()
                    .verify(notes(early, late), StepWatcher.unobserved())
                    .isSound());
        }
        named(checked(whole, notes(late)), "log", "the log was put back");
        try (Bench bench = Bench.again(whole)) {
            VerifyReport report = bench.ledger().verify(notes(late), StepWatcher.unobserved());
            assertTrue(report.problems().getFirst().contains("the log was put back"), report.toString());
        }
    }

    @Test
    void twoHistoriesUnderOneKeyAreAFork() throws IOException {
        Path other = folder.resolve("other");
        Folders.copy(whole, folder.resolve("one"));
        Folders.copy(whole, other);
        String one;
        try (Bench bench = Bench.again(folder.resolve("one"))) {
            bench.intent("shot-one");
            one = bench.ledger().log().checkpoint(Keeping.HOURLY).orElseThrow().note();
        }
        try (Bench bench = Bench.again(other)) {
            bench.intent("shot-two");
            bench.intent("shot-three");
            bench.ledger().log().checkpoint(Keeping.HOURLY);
            VerifyReport report = bench.ledger().verify(notes(early, one), StepWatcher.unobserved());
            assertTrue(report.problems().getFirst().contains("no continuation"), report.toString());
            assertTrue(bench.ledger()
                    .verify(notes(early), StepWatcher.unobserved())
                    .isSound());
            String stranger = LogKey.generate("patron-ledger/x", new SecureRandom())
                    .verifier()
                    .toString();
            VerifyReport distrusted =
                    bench.ledger().verify(new Trust(Optional.of(stranger), List.of()), StepWatcher.unobserved());
            assertTrue(distrusted.problems().getFirst().contains("not the key"), distrusted.toString());
        }
        named(checked(other, notes(early, one)), "log", "no continuation");
        assertTrue(checked(other, notes(early)).report().isSound());
    }

    /** Whoever holds the key can sign another history; what no history can hold is named in it all the same. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        events      | no event in canonical JSON | "type":"quoted"     | "type": "quoted"
        events      | lacks `bucket`             | "bucket":"2026-03-10T12:00:00Z", |
        events      | it is of ledger            | "ledger":"          | "ledger":"0
        events      | its time is                | "at":"2026-03-10T12 | "at":"2026-03-10T36
        events      | its schema's version       | "v":"1"             | "v":"2"
        events      | its number was given       | "seq":"7"           | "seq":"8"
        transitions | cannot go from             | "type":"authorized" |
        transitions | from `` to `QUOTED`        | "type":"intended"   |
        payments    | signs another amount       | "type":"authorized","units":"50000" | "type":"authorized","units":"60000"
        payments    | settles another amount     | "type":"proved","units":"50000" | "type":"proved","units":"40000"
        payments    | it counts for 50000        | "type":"reserved","units":"50000","usd_micros":"50000" | "type":"reserved","units":"50000","usd_micros":"40000"
        balances    | out of account treasury    | "type":"reserved","units":" | "type":"reserved","units":"-
        budgets     | before it make 50000 and 0 | "spent_micros":"50000" | "spent_micros":"0"
        budgets     | the events before it make  | "funds_units":"10   | "funds_units":"20
        decisions   | no event before it holds   | "type":"policy_adopted" |
        decisions   | differs in `findings`      | "spent_micros":"0"  | "spent_micros":"7"
        """)
    void aForgedHistoryIsNamed(String check, String problem, String from, String to) throws IOException {
        boolean dropped = to == null && from.startsWith("\"type\"");
        forge(body -> dropped ? (body.contains(from) ? "" : body) : body.replace(from, to == null ? "" : to));
        Offline.Found found = checked(folder, Trust.NONE);
        named(found, check, problem);
        assertTrue(found.report().problems().getFirst().contains("place "), found::toString);
    }

    @Test
    void anotherBeginningUnderTheSameKeyIsAFork() throws IOException {
        forge(body -> body.replace("\"symbol\":\"USDC\"", "\"symbol\":\"USDX\""));
        Offline.Found found = checked(folder, notes(early));
        named(found, "log", "no continuation");
    }

    @Test
    void theJournalIsHeldAgainstTheLog() throws IOException {
        Path copy = folder.resolve("copy");
        Folders.copy(whole, copy);
        Path journal = copy.resolve("journal");
        byte[] bytes = Files.readAllBytes(journal);
        Files.write(journal, Arrays.copyOf(bytes, bytes.length - 10));
        Offline.Found cut = checked(copy, Trust.NONE);
        named(cut, "journal", "journal lacks the signature");
        assertTrue(cut.report().repairs().getFirst().contains("never finished"));
        bytes[bytes.length / 2] ^= 1;
        Files.write(journal, bytes);
        named(checked(copy, Trust.NONE), "journal", "damaged at byte");
        Files.delete(journal);
        assertTrue(checked(copy, Trust.NONE).report().isSound(), "a copy of the log alone");
    }

    @Test
    void anEventThatWasCommittedLateIsTakenInTheOrderOfNumbers() throws IOException {
        List<byte[]> entries = entries();
        entries.add(entries.size() - 3, entries.removeLast());
        sign(entries);
        assertEquals(List.of(), checked(folder, Trust.NONE).report().problems());
    }

    private static List<byte[]> entries() {
        LogReader reader = new LogReader(whole.resolve("log"), VerifierKey.parse(key));
        SignedCheckpoint head = reader.checkpoint().orElseThrow();
        List<byte[]> entries = new ArrayList<>();
        reader.entries(0, head.checkpoint().size(), head, (_, entry) -> entries.add(entry));
        return entries;
    }

    /** Signs another history with the ledger's own key; an empty body leaves an event out. */
    private void forge(UnaryOperator<String> change) throws IOException {
        List<byte[]> forged = new ArrayList<>();
        boolean changed = false;
        for (byte[] entry : entries()) {
            String body = new String(entry, StandardCharsets.UTF_8);
            String made = change.apply(body);
            changed |= !made.equals(body);
            if (!made.isEmpty()) {
                forged.add(made.getBytes(StandardCharsets.UTF_8));
            }
        }
        assertTrue(changed, "the forgery changes something");
        sign(forged);
    }

    private void sign(List<byte[]> entries) throws IOException {
        Files.copy(whole.resolve("log-key.pem"), folder.resolve("log-key.pem"));
        LogKey own = LogKey.load(early.lines().findFirst().orElseThrow(), folder.resolve("log-key.pem"));
        LogWriter writer = LogWriter.open(folder.resolve("log"), own, LogWatcher.unobserved(), List.of());
        writer.append(entries);
        writer.checkpoint(Bench.NOON, Keeping.FOR_GOOD);
    }

    private static void named(Offline.Found found, String check, String problem) {
        VerifyReport report = found.report();
        assertFalse(report.isSound());
        assertTrue(
                report.problems().stream().anyMatch(one -> one.contains(problem)),
                "`" + problem + "` is not in " + report.problems());
        assertTrue(
                report.checks().contains(new VerifyReport.Check(check, false)),
                "check `" + check + "` held: " + report.checks());
    }
}
