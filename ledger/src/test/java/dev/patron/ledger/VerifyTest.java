package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.log.Keeping;
import dev.patron.policy.Limit;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A ledger that somebody changed by hand is found out, and what was changed is named. */
class VerifyTest {
    private static final String HASHED = "hash = LOWER(RAWTOHEX(HASH('SHA256', STRINGTOUTF8(";

    @TempDir
    static Path sound;

    @TempDir
    Path folder;

    @BeforeAll
    static void aLedgerWithSomeOfEverything() {
        try (Bench bench = Bench.fresh(sound)) {
            bench.paid("shot-01", "0.05");
            String owed = bench.paid("shot-02", "0.25");
            bench.ledger().fulfil(owed, FulfilmentState.NO_HANDLE, "NO_HANDLE");
            bench.clock.move(Duration.ofHours(1));
            bench.send(bench.intent("shot-03"), "0.07");
            String dead = bench.intent("shot-04");
            bench.send(dead, "0.05");
            bench.ledger().expire(dead, bench.dead());
            bench.reserve(bench.intent("shot-05"), "0.05");
            bench.ledger()
                    .wallets()
                    .unexplained(
                            Bench.USDC,
                            new MovementFacts(
                                    "0x" + "9".repeat(64),
                                    1,
                                    130,
                                    bench.clock.instant(),
                                    Bench.WALLET,
                                    Bench.STRANGER,
                                    Bench.units("2")),
                            bench.probe());
        }
    }

    @Test
    void aSoundLedgerIsSound() throws Exception {
        try (Bench bench = copied()) {
            VerifyReport report = bench.ledger().verify();
            assertEquals(List.of(), report.problems());
            assertTrue(report.isSound());
            assertEquals(5, report.payments());
            assertTrue(report.events() > 30 && report.postings() > 8);
            assertTrue(report.checks().stream().allMatch(VerifyReport.Check::held));
            assertEquals(11, report.checks().size());
            assertTrue(report.checkpoint().orElseThrow().startsWith("patron-ledger/"));
            assertEquals(List.of(), FromEvents.differences(bench));
            assertEquals(List.of(), bench.replayed());
        }
    }

    @Test
    void whatEventsTellIsHeldAgainstEveryTable() throws Exception {
        try (Bench bench = copied()) {
            for (String table : FromEvents.TABLES) {
                long rows = bench.rows(table);
                if (rows > 0 && !table.equals("policy") && !table.equals("token")) {
                    bench.tamper("SET REFERENTIAL_INTEGRITY FALSE");
                    assertTrue(bench.tamper("DELETE FROM " + table) > 0);
                    List<String> missing = FromEvents.differences(bench);
                    assertEquals(
                            rows,
                            missing.stream()
                                    .filter(one -> one.startsWith(table + " lacks"))
                                    .count(),
                            table);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        events      | do not hash        | UPDATE event SET body = REPLACE(body, '50000', '60000') WHERE type = 'reserved'
        events      | do not hash        | UPDATE event SET hash = REPEAT('0', 64) WHERE seq = 3
        events      | does not fit       | UPDATE event SET type = 'polled' WHERE type = 'answered'
        events      | does not fit       | UPDATE event SET intent = NULL WHERE type = 'authorized'
        events      | not canonical      | UPDATE event SET body = CONCAT(body, ' '), HASHED CONCAT(body, ' '))))) WHERE seq = 4
        events      | cannot go from     | DELETE FROM leaf WHERE event IN (SELECT seq FROM event WHERE type = 'authorized'); DELETE FROM event WHERE type = 'authorized'
        events      | lacks `bucket`     | UPDATE event SET body = REPLACE(body, '"bucket":"2026-03-10T12:00:00Z",', ''), HASHED REPLACE(body, '"bucket":"2026-03-10T12:00:00Z",', ''))))) WHERE type = 'reserved' AND seq < 30
        events      | is not integer     | UPDATE event SET body = REPLACE(body, '"round":"1"', '"round":"one"'), HASHED REPLACE(body, '"round":"1"', '"round":"one"'))))) WHERE type = 'authorized'
        events      | no `prompt_text`   | UPDATE event SET body = REPLACE(body, '"provider"', '"prompt_text":"a cat","provider"'), HASHED REPLACE(body, '"provider"', '"prompt_text":"a cat","provider"'))))) WHERE type = 'shot_planned'
        events      | none of them lacks | UPDATE meta SET text = '1' WHERE name = 'complete_after'
        events      | none of them lacks | UPDATE meta SET text = '2' WHERE name = 'complete_after'
        transitions | stands at          | UPDATE intent SET payment = 'EXPIRED' WHERE payment = 'SETTLED'
        transitions | events and no row  | DELETE FROM intent WHERE payment = 'INTENT'
        balances    | postings sum to    | DELETE FROM posting WHERE source = 'reserved'
        balances    | postings sum to    | UPDATE posting SET units = units + 1 WHERE event = (SELECT MAX(event) FROM posting)
        balances    | postings sum to    | UPDATE account SET balance = balance + 1 WHERE id = 'treasury'
        reservations| does not allow     | UPDATE reservation SET state = 'pending' WHERE state = 'posted'
        reservations| sum to             | UPDATE reservation SET units = units + 1 WHERE state = 'pending'
        reservations| lacks the reserv   | UPDATE reservation SET state = 'voided' WHERE state = 'pending'
        budgets     | anchor             | UPDATE anchor SET spent_micros = spent_micros - 1 WHERE id = 'real/workspace'
        budgets     | bucket             | UPDATE bucket SET reserved_micros = reserved_micros + 1 WHERE anchor = 'real/agent/painter'
        budgets     | is missing         | DELETE FROM bucket WHERE anchor = 'real/workspace'
        budgets     | bucket             | UPDATE bucket SET starts_at = DATEADD(DAY, -1, starts_at) WHERE anchor = 'real/workspace'
        budgets     | unexplained        | UPDATE bucket SET spent_micros = 0 WHERE anchor = 'real/unexplained'
        budgets     | unexplained        | UPDATE anchor SET spent_micros = 0 WHERE id = 'real/unexplained'
        live payments | not marked so    | DELETE FROM live_shot WHERE shot = 'shot-03'
        live payments | marked as live   | INSERT INTO live_shot SELECT run, shot, id FROM intent WHERE payment = 'EXPIRED'
        journal     | differ about       | UPDATE signed_payment SET request = X'00' WHERE units = 70000
        journal     | database lacks     | DELETE FROM signed_payment WHERE units = 70000
        log         | holds other bytes  | UPDATE event SET body = REPLACE(body, '50000', '60000') WHERE type = 'reserved'
        log         | holds other bytes  | UPDATE event SET body = CONCAT(body, ' '), HASHED CONCAT(body, ' '))))) WHERE seq = 4
        log         | have gaps          | DELETE FROM leaf WHERE place = 3
        log         | knows places for   | DELETE FROM leaf WHERE place > 3
        log         | another root       | UPDATE log_head SET root = CONCAT(REPEAT('A', 43), '=')
        log         | is older than      | UPDATE log_head SET size = size + 1
        """)
    void aChangeByHandIsNamed(String check, String problem, String change) throws Exception {
        try (Bench bench = copied()) {
            bench.plan(Bench.RUN, "shot-06");
            bench.intend(Bench.RUN, "shot-06", 1);
            bench.ledger().log().checkpoint(Keeping.HOURLY);
            assertTrue(bench.tamper(change.replace("HASHED", HASHED)) > 0, "the planted change changes something");
            named(bench, check, problem);
        }
    }

    @Test
    void aJournalThatWasCutIsNamed() throws Exception {
        copied().close();
        try (FileChannel journal = FileChannel.open(folder.resolve("journal"), StandardOpenOption.WRITE)) {
            journal.truncate(journal.size() - 10);
        }
        try (Bench bench = Bench.again(folder)) {
            named(bench, "journal", "journal lacks");
            assertTrue(bench.ledger().verify().repairs().getFirst().contains("never finished"));
        }
    }

    @Test
    void aSignatureThatNeverReachedTheJournalIsNoDamage() throws Exception {
        copied().close();
        Path journal = folder.resolve("journal");
        byte[] before = Files.readAllBytes(journal);
        try (Bench bench = Bench.again(folder)) {
            bench.clock.move(Duration.ofHours(2));
            bench.sign(bench.intent("shot-06"), "0.05");
        }
        byte[] after = Files.readAllBytes(journal);
        Files.write(journal, Arrays.copyOf(after, after.length - 10));
        repairedAtTheNextStart("never finished", "not in the journal yet");
        Files.write(journal, before);
        repairedAtTheNextStart("not in the journal yet");
        try (Bench bench = Bench.again(folder)) {
            bench.clock.move(Duration.ofHours(2));
            bench.ledger().recover();
            assertEquals(List.of(), bench.ledger().verify().repairs());
            assertTrue(bench.ledger().verify().isSound());
        }
    }

    private void repairedAtTheNextStart(String... repairs) {
        try (Bench bench = Bench.again(folder)) {
            bench.clock.move(Duration.ofHours(2));
            VerifyReport report = bench.ledger().verify();
            assertEquals(List.of(), report.problems());
            assertEquals(repairs.length, report.repairs().size());
            for (int i = 0; i < repairs.length; i++) {
                assertTrue(report.repairs().get(i).contains(repairs[i]), report.repairs()::toString);
            }
        }
    }

    @Test
    void aLedgerIsSoundWhileItIsWrittenTo() throws Exception {
        try (Bench bench = copied();
                ExecutorService writer = Executors.newSingleThreadExecutor()) {
            bench.clock.move(Duration.ofHours(2));
            bench.policyIs(Bench.policy(Limit.unlimited(), Bench.rated(1_000)));
            Future<?> work = writer.submit(() -> {
                for (int shot = 10; shot < 60; shot++) {
                    bench.paid("shot-" + shot, "0.01");
                }
            });
            do {
                assertEquals(List.of(), bench.ledger().verify().problems());
            } while (!work.isDone());
            work.get();
        }
    }

    private static void named(Bench bench, String check, String problem) {
        VerifyReport report = bench.ledger().verify();
        assertFalse(report.isSound());
        assertTrue(
                report.problems().stream().anyMatch(found -> found.contains(problem)),
                "`" + problem + "` is not in " + report.problems());
        assertTrue(
                report.checks().contains(new VerifyReport.Check(check, false)),
                "check `" + check + "` held: " + report.checks());
    }

    private Bench copied() throws IOException {
        try (Stream<Path> files = Files.walk(sound)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = folder.resolve(sound.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        return Bench.again(folder);
    }
}
