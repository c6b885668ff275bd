package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.log.Keeping;
import dev.patron.log.SignedCheckpoint;
import dev.patron.log.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One file holds a whole ledger, made while others write, and is a ledger again once it is unpacked. */
class BackupTest {
    private static final int HANDS = 3;
    private static final int BACKUPS = 4;

    /** How many shots each hand buys for each backup. */
    private static final int SHOTS = 12;

    @TempDir
    Path folder;

    /** An empty file for its owner only. */
    private Path empty(String name) throws IOException {
        return Files.createTempFile(folder, name, ".tar");
    }

    private static List<String> problems(Path restored) throws IOException {
        try (Bench bench = Unpacked.open(restored)) {
            bench.ledger().recover();
            List<String> problems = new ArrayList<>(bench.ledger().verify().problems());
            problems.addAll(bench.replayed());
            return problems;
        }
    }

    @Test
    void everyRowIsInIt() throws Exception {
        Path file = empty("whole");
        Map<String, List<String>> before;
        try (Bench bench = Bench.fresh(folder.resolve("data"))) {
            RebuildTest.busy(bench);
            bench.ledger().recover();
            BackupReport report = bench.ledger().backup().write(file, StepWatcher.unobserved());
            before = Rebuilt.tables(bench);
            assertEquals(bench.rows("event"), report.events());
            assertEquals(
                    bench.ledger().log().last().orElseThrow().note(),
                    report.checkpoint().orElseThrow());
            assertFalse(Files.exists(bench.directory.resolve("backup.part")), "nothing is left beside the ledger");
        }
        Path restored = Unpacked.by(file, folder.resolve("restored"));
        try (Bench bench = Unpacked.open(restored)) {
            assertEquals(before, Rebuilt.tables(bench));
            bench.ledger().recover();
            assertEquals(1, bench.reader().steps(Bench.RUN).size(), "with the key of the run");
            bench.policyIs(Bench.policy(Bench.FREE));
            assertEquals(PaymentState.SETTLED, bench.state(bench.paid("shot-05", "0.01")), "it goes on");
        }
        assertEquals(List.of(), problems(restored));
    }

    @Test
    void theManifestNamesEveryMemberAndTheTree() throws Exception {
        Path file = empty("manifest");
        try (Bench bench = Bench.fresh(folder.resolve("data"))) {
            bench.paid("shot-01", "0.05");
            bench.ledger().backup().write(file, StepWatcher.unobserved());
        }
        Path restored = Unpacked.by(file, folder.resolve("restored"));
        Map<String, Object> manifest = Json.readObject(
                Files.readString(restored.resolve("backup.json")).strip());
        VerifierKey key = VerifierKey.parse(Recovering.text(manifest, "verifier_key"));
        SignedCheckpoint signed = SignedCheckpoint.open(Recovering.text(manifest, "checkpoint"), key);
        assertEquals(
                Recovering.text(manifest, "events"),
                Long.toString(signed.checkpoint().size()));
        Set<String> named = new TreeSet<>(Set.of("backup.json"));
        for (Object member : (List<?>) Objects.requireNonNull(manifest.get("members"))) {
            @SuppressWarnings("unchecked")
            Map<String, Object> line = (Map<String, Object>) member;
            Path path = restored.resolve(Recovering.text(line, "name"));
            byte[] bytes = Files.readAllBytes(path);
            assertEquals(Recovering.text(line, "bytes"), Integer.toString(bytes.length));
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            assertEquals(Recovering.text(line, "sha256"), HexFormat.of().formatHex(digest));
            named.add(Recovering.text(line, "name"));
        }
        assertEquals(named, Unpacked.files(restored));
        assertTrue(named.containsAll(Set.of("ledger/ledger.mv.db", "ledger/journal", "ledger/access")));
    }

    @Test
    void onlyItsOwnerMayReadWhatWasUnpacked() throws Exception {
        Path file = empty("owner");
        try (Bench bench = Bench.fresh(folder.resolve("data"))) {
            bench.ledger().backup().write(file, StepWatcher.unobserved());
        }
        Path restored = Unpacked.by(file, folder.resolve("restored"));
        try (Stream<Path> files = Files.walk(restored)) {
            for (Path path : files.filter(Files::isRegularFile).toList()) {
                assertEquals(
                        "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(path)),
                        path::toString);
            }
        }
        for (String name : List.of("ledger", "keys")) {
            assertEquals(
                    "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(restored.resolve(name))));
        }
    }

    /** Threads buy and sign checkpoints; each backup is sound, and knows what was durable when it began. */
    @Test
    void whatIsMadeWhileOthersWriteIsWhole() throws Exception {
        List<Path> files = new ArrayList<>();
        List<Set<String>> before = new ArrayList<>();
        Set<String> signed = new ConcurrentSkipListSet<>();
        Semaphore work = new Semaphore(0);
        try (Bench bench = Bench.fresh(folder.resolve("data"));
                ExecutorService hands = Executors.newFixedThreadPool(HANDS)) {
            List<Future<?>> buyers = new ArrayList<>();
            for (int hand = 0; hand < HANDS; hand++) {
                String name = "shot-" + hand + "-";
                buyers.add(hands.submit(() -> {
                    for (int n = 0; n < BACKUPS * SHOTS; n++) {
                        work.acquire();
                        String intent = bench.intent(name + n);
                        bench.sign(intent, n % 5 == 0 ? "0.50" : "0.000001");
                        signed.add(intent);
                        bench.ledger().log().checkpoint(Keeping.HOURLY);
                    }
                    return true;
                }));
            }
            try {
                for (int n = 0; n < BACKUPS; n++) {
                    work.release(HANDS * SHOTS);
                    before.add(Set.copyOf(signed));
                    files.add(empty("busy"));
                    long events = bench.rows("event");
                    assertTrue(bench.ledger()
                                    .backup()
                                    .write(files.getLast(), StepWatcher.unobserved())
                                    .events()
                            >= events);
                }
            } finally {
                work.release(HANDS * SHOTS * BACKUPS);
            }
            for (Future<?> buyer : buyers) {
                buyer.get();
            }
        }
        for (int n = 0; n < BACKUPS; n++) {
            Path restored = Unpacked.by(files.get(n), folder.resolve("restored-" + n));
            try (Bench bench = Unpacked.open(restored)) {
                bench.ledger().recover();
                assertEquals(List.of(), bench.ledger().verify().problems(), "backup " + n);
                before.get(n).forEach(intent -> assertEquals(PaymentState.UNKNOWN, bench.state(intent)));
            }
        }
    }

    @Test
    void anUnsoundLedgerMakesNoBackup() throws Exception {
        Path file = empty("unsound");
        try (Bench bench = Bench.fresh(folder.resolve("data"))) {
            bench.paid("shot-01", "0.05");
            bench.ledger().log().checkpoint(Keeping.HOURLY);
            bench.tamper("UPDATE account SET balance = balance + 1");
            LedgerException refused = assertThrows(
                    LedgerException.class, () -> bench.ledger().backup().write(file, StepWatcher.unobserved()));
            assertEquals(Fault.INTEGRITY, refused.fault());
            assertTrue(String.valueOf(refused.getMessage()).contains("not sound"), refused::getMessage);
            assertEquals(0, Files.size(file));
        }
    }

    /** What a process that died left of a backup, and of a database that was being made again, is no hindrance. */
    @Test
    void leftOversAreRemoved() throws Exception {
        Path data = folder.resolve("data");
        Bench.fresh(data).close();
        Folders.copy(data, data.resolve("backup.part"));
        Files.copy(data.resolve("ledger.mv.db"), data.resolve("ledger.rebuilt.mv.db"));
        try (Bench bench = Bench.again(data)) {
            assertFalse(Files.exists(data.resolve("backup.part")));
            bench.ledger().backup().write(empty("again"), StepWatcher.unobserved());
        }
    }
}
