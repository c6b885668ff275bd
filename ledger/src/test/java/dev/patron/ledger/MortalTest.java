package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.log.Checkpoint;
import dev.patron.log.LogPoint;
import dev.patron.log.LogReader;
import dev.patron.log.SignedCheckpoint;
import dev.patron.log.VerifierKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Killed with SIGKILL while it appends, signs checkpoints, makes its database again or writes a backup, a ledger is whole
 * afterwards: sound, with every signature that it let go, continuing every checkpoint that it gave out; the last backup is
 * one, and the database that it was making again is the old one or the new.
 *
 * <p>Every second process dies at a point that has a name, the others at a moment left to chance. With
 * {@code -Dpatron.kills.ledger=N} there are N of them, ten lives to a ledger.
 */
class MortalTest {
    private static final int KILLS = Integer.getInteger("patron.kills.ledger", 2);
    private static final int LIVES = 10;

    /** As many kills as should meet everything that a process does. */
    private static final int MANY = 100;

    private static final Set<String> ACTS =
            Arrays.stream(Mortal.Act.values()).map(Enum::name).collect(Collectors.toSet());
    private static final int NAMED_EVERY = 2;
    private static final long MILLIS_MOST = 1_500;

    /** Where a process may stop dead; every one is come to twice in the first rounds of a life. */
    private static final List<String> MOMENTS = Stream.concat(
                    Stream.of(
                                    DurablePoint.STEP_JOURNALED,
                                    DurablePoint.AUTHORIZATION_COMMITTED,
                                    DurablePoint.AUTHORIZATION_SYNCED,
                                    DurablePoint.AUTHORIZATION_JOURNALED,
                                    DurablePoint.SETTLED,
                                    DurablePoint.RECOVERED,
                                    DurablePoint.EVENTS_PLACED,
                                    DurablePoint.CHECKPOINT_SIGNED,
                                    DurablePoint.DATABASE_REBUILT,
                                    DurablePoint.DATABASE_REPLACED,
                                    DurablePoint.BACKUP_WRITTEN)
                            .map(Enum::name),
                    Stream.of(
                                    LogPoint.BUNDLE_WRITTEN,
                                    LogPoint.TILE_WRITTEN,
                                    LogPoint.TREE_SYNCED,
                                    LogPoint.CHECKPOINT_WRITTEN,
                                    LogPoint.CHECKPOINT_KEPT)
                            .map(Enum::name))
            .toList();

    @TempDir
    Path root;

    private final Set<String> signed = new HashSet<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Integer> cutShort = new TreeMap<>();
    private boolean hasBackup;

    @TestFactory
    Stream<DynamicTest> lives() {
        Stream<DynamicTest> each = Stream.iterate(1, n -> n <= KILLS, n -> n + 1)
                .map(n -> {
                    String moment = n % NAMED_EVERY == 0 ? moment(n / NAMED_EVERY) : "-";
                    return DynamicTest.dynamicTest(n + " " + moment, () -> dies(n, moment));
                });
        return Stream.concat(each, Stream.of(DynamicTest.dynamicTest("while it did", this::everythingWasCutShort)));
    }

    /** Each point in turn at its first time, then each at its second. */
    private static String moment(int n) {
        return MOMENTS.get(n % MOMENTS.size()) + ":" + (1 + n / MOMENTS.size() % 2);
    }

    private void everythingWasCutShort() {
        System.out.println("killed while it did: " + cutShort);
        assertEquals(
                KILLS, cutShort.values().stream().mapToInt(Integer::intValue).sum());
        assertTrue(KILLS < MANY || cutShort.keySet().containsAll(ACTS), cutShort::toString);
    }

    private void dies(int n, String moment) throws Exception {
        Path folder = root.resolve("ledger-" + n / LIVES);
        if (!Files.exists(folder)) {
            Files.createDirectories(folder.resolve("backups"));
            signed.clear();
            notes.clear();
            hasBackup = false;
        }
        boolean loses = lives(folder, n, moment);
        holds(folder, loses, n);
        if (KILLS >= MANY) {
            System.out.println(n + " held, killed at " + moment);
        }
    }

    /** Lets a process live and kills it; true when it was without its database, or with an older one, just then. */
    private boolean lives(Path folder, int n, String moment) throws Exception {
        Path data = folder.resolve("data");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Mortal.class.getName(),
                        data.toString(),
                        folder.resolve("backups").toString(),
                        String.format(Locale.ROOT, "%032x", n),
                        Integer.toString(n),
                        moment)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String doing = "START";
        boolean loses = false;
        boolean comes = false;
        Thread killer = Thread.ofPlatform().unstarted(() -> killSoon(process, n));
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                if (!words[words.length - 1].equals(".")) {
                    continue;
                }
                switch (words[0]) {
                    case "LIVES" -> {
                        if (moment.equals("-")) {
                            killer.start();
                        }
                    }
                    case "AT" -> {
                        comes = true;
                        process.toHandle().destroyForcibly();
                    }
                    case "DOES" -> doing = words[1];
                    case "SIGNED" -> signed.add(words[1]);
                    case "CHECKPOINT" -> notes.add(words[1]);
                    case "BACKUP" -> hasBackup = true;
                    case "LOSES" -> loses = true;
                    case "REBUILT" -> loses = false;
                    default -> throw new AssertionError(line);
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
            killer.join();
        }
        cutShort.merge(doing, 1, Integer::sum);
        assertTrue(comes || moment.equals("-"), "no process came to " + moment);
        return loses;
    }

    private static void killSoon(Process process, int n) {
        try {
            process.waitFor(new Random(n).nextLong(MILLIS_MOST), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.toHandle().destroyForcibly();
    }

    private void holds(Path folder, boolean loses, int n) throws Exception {
        Path data = folder.resolve("data");
        if (Files.exists(data.resolve("log/checkpoint")) && loses) {
            RebuildOutcome outcome = Ledger.rebuild(settings(data), StepWatcher.unobserved());
            assertFalse(outcome instanceof RebuildOutcome.LogContinued, "the log was never behind");
        }
        try (Bench bench = Bench.again(data)) {
            bench.ledger().recover();
            assertEquals(List.of(), bench.ledger().verify().problems());
            assertEquals(List.of(), bench.replayed());
            for (String intent : signed) {
                assertTrue(Set.of(PaymentState.UNKNOWN, PaymentState.SETTLED).contains(bench.state(intent)), intent);
            }
            continuesEveryNote(bench, data);
        }
        Path backup = folder.resolve("backups/backup.tar");
        assertTrue(!hasBackup || Files.exists(backup));
        if (Files.exists(backup)) {
            isWhole(Unpacked.by(backup, folder.resolve("unpacked-" + n)));
        }
    }

    private static LedgerSettings settings(Path data) {
        return new LedgerSettings(
                data,
                data.resolve("keys"),
                new HandClock(Bench.NOON),
                new SecureRandom(),
                new SimpleMeterRegistry(),
                Durability.unobserved(),
                Bench.CHECKPOINT_FROM);
    }

    private void continuesEveryNote(Bench bench, Path data) {
        if (notes.isEmpty()) {
            return;
        }
        VerifierKey key = VerifierKey.parse(bench.ledger().log().verifierKey().orElseThrow());
        List<Checkpoint> earlier = notes.stream()
                .distinct()
                .map(note -> new String(Base64.getDecoder().decode(note), StandardCharsets.UTF_8))
                .map(note -> SignedCheckpoint.open(note, key).checkpoint())
                .toList();
        LogReader reader = new LogReader(data.resolve("log"), key);
        assertEquals(
                List.of(),
                reader.verify(bench.ledger().log().last().orElseThrow(), earlier, (_, _) -> {})
                        .findings());
    }

    private static void isWhole(Path unpacked) {
        try (Bench bench = Unpacked.open(unpacked)) {
            bench.ledger().recover();
            assertEquals(List.of(), bench.ledger().verify().problems());
        }
        try {
            Folders.remove(unpacked);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
