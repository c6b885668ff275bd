package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.log.Keeping;
import dev.patron.log.LogKey;
import dev.patron.log.LogReader;
import dev.patron.log.SignedCheckpoint;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every committed event gets one place in the signed log, whatever happens in between. */
class EventLogTest {
    private static final String LEDGER = "a".repeat(32);

    @TempDir
    private Path folder;

    @Test
    void whatIsCommittedLaterIsNotMissed() throws Exception {
        try (Database database = Database.open(folder, new SecureRandom(), new SimpleMeterRegistry())) {
            EventLog log = log(database, _ -> {});
            database.transact(first -> {
                long early = append(first, "frozen");
                long late = database.transact(second -> append(second, "thawed"));
                assertTrue(early < late);
                assertEquals(
                        1,
                        log.checkpoint(Keeping.HOURLY)
                                .orElseThrow()
                                .checkpoint()
                                .size());
                return true;
            });
            assertEquals(
                    2, log.checkpoint(Keeping.HOURLY).orElseThrow().checkpoint().size());
            assertEquals(
                    List.of("2", "1"),
                    database.transact(
                            sql -> sql.list("SELECT event FROM leaf ORDER BY place", row -> row.text("event"))));
        }
        assertEquals(
                List.of("thawed", "frozen"),
                logged().stream().map(EventLogTest::type).toList());
    }

    private static long append(Sql sql, String type) throws SQLException {
        return new Events(LEDGER).append(sql, Bench.NOON, type, Events.Subject.none(), Map.of("scope", "everything"));
    }

    private EventLog log(Database database, Durability durability) {
        return new EventLog(
                database,
                new EventLog.Surroundings(folder, LEDGER, () -> Bench.NOON, new SecureRandom()),
                new LedgerMeters(new SimpleMeterRegistry(), durability));
    }

    @ParameterizedTest
    @EnumSource(names = {"EVENTS_PLACED", "CHECKPOINT_SIGNED"})
    void aSequencerThatDiesIsContinuedExactly(DurablePoint point) {
        try (Database database = Database.open(folder, new SecureRandom(), new SimpleMeterRegistry())) {
            database.transact(sql -> append(sql, "frozen"));
            log(database, _ -> {}).checkpoint(Keeping.HOURLY);
            database.transact(sql -> append(sql, "thawed"));
            EventLog dying = log(database, reached -> {
                if (reached == point) {
                    throw new IllegalStateException("dies");
                }
            });
            assertThrows(IllegalStateException.class, () -> dying.checkpoint(Keeping.HOURLY));
            database.transact(sql -> append(sql, "incident"));
            SignedCheckpoint signed =
                    log(database, _ -> {}).checkpoint(Keeping.HOURLY).orElseThrow();
            assertEquals(3, signed.checkpoint().size());
        }
        assertEquals(
                List.of("frozen", "thawed", "incident"),
                logged().stream().map(EventLogTest::type).toList());
    }

    @Test
    void everyEventOfALedgerIsInItsLogWhenItIsClosed() {
        try (Bench bench = Bench.fresh(folder)) {
            bench.paid("shot-01", "0.05");
            bench.reopen();
            bench.paid("shot-02", "0.05");
        }
        List<String> bodies = new ArrayList<>();
        try (Bench bench = Bench.again(folder)) {
            bodies.addAll(bench.reader().events(0, 1_000_000).stream()
                    .map(EventRecord::body)
                    .toList());
        }
        assertTrue(bodies.size() > 10);
        assertEquals(bodies, logged());
    }

    @Test
    void aLargePaymentLeavesUnderACheckpointOnly() {
        try (Bench bench = Bench.fresh(folder)) {
            bench.sign(bench.intent("shot-01"), "0.499999");
            assertEquals(0, Collections.frequency(bench.points, DurablePoint.CHECKPOINT_SIGNED));
            bench.sign(bench.intent("shot-02"), "0.50");
            assertEquals(1, Collections.frequency(bench.points, DurablePoint.CHECKPOINT_SIGNED));
            assertFalse(bench.ledger().log().isBehind(), "the authorization itself is covered");
        }
    }

    @Test
    void aLogThatWasPutBackIsRefused() throws Exception {
        Path log = folder.resolve("log");
        Path copy = folder.resolve("copy");
        try (Bench bench = Bench.fresh(folder)) {
            bench.ledger().log().checkpoint(Keeping.HOURLY);
            Folders.copy(log, copy);
            bench.paid("shot-01", "0.05");
        }
        Folders.remove(log);
        Folders.copy(copy, log);
        refused("the log ends at entry");
        Folders.remove(log);
        refused("the log ends at entry");
    }

    @Test
    void aDatabaseThatWasPutBackIsRefused() throws Exception {
        Path copy = folder.resolve("copy.db");
        Bench.fresh(folder).close();
        Files.copy(folder.resolve("ledger.mv.db"), copy);
        try (Bench bench = Bench.again(folder)) {
            bench.paid("shot-01", "0.05");
        }
        Files.move(copy, folder.resolve("ledger.mv.db"), StandardCopyOption.REPLACE_EXISTING);
        refused("an older copy of the database was put back");
    }

    @Test
    void anotherKeyIsRefused() throws Exception {
        String origin;
        try (Bench bench = Bench.fresh(folder)) {
            origin = "patron-ledger/" + bench.ledger().id();
        }
        Path key = folder.resolve("log-key.pem");
        Files.delete(key);
        LogKey.generate(origin, new SecureRandom()).store(key);
        refused("is not the key");
    }

    @Test
    void anotherEventInTheLastPlaceIsRefused() throws Exception {
        try (Bench bench = Bench.fresh(folder)) {
            bench.ledger().log().checkpoint(Keeping.HOURLY);
            bench.tamper("UPDATE event SET body = body || ' '");
        }
        refused("holds another event than the database");
    }

    private void refused(String why) {
        try (Bench bench = Bench.again(folder)) {
            LedgerException refused =
                    assertThrows(LedgerException.class, () -> bench.ledger().recover());
            assertEquals(Fault.INTEGRITY, refused.fault());
            assertTrue(String.valueOf(refused.getMessage()).contains(why), refused::toString);
        }
    }

    private List<String> logged() {
        try (Stream<Path> files = Files.list(folder)) {
            assertTrue(files.anyMatch(file -> file.endsWith("log-key.pem")));
            String origin = Files.readAllLines(folder.resolve("log/checkpoint")).getFirst();
            LogKey key = LogKey.load(origin, folder.resolve("log-key.pem"));
            LogReader reader = new LogReader(folder.resolve("log"), key.verifier());
            SignedCheckpoint head = reader.checkpoint().orElseThrow();
            List<String> bodies = new ArrayList<>();
            assertTrue(
                    reader.verify(head, List.of(), (_, entry) -> bodies.add(new String(entry, StandardCharsets.UTF_8)))
                            .isSound());
            return bodies;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String type(String body) {
        return String.valueOf(Json.readObject(body).get("type"));
    }
}
