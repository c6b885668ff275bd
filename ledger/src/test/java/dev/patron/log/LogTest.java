package dev.patron.log;

import static dev.patron.log.NoteTest.assertFault;
import static dev.patron.log.Samples.NOON;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log is written, continued, read and proved. */
class LogTest {
    private static final CopyOption REPLACE = StandardCopyOption.REPLACE_EXISTING;

    @TempDir
    Path folder;

    @Test
    void anEmptyLogHasACheckpoint() {
        Checkpoint head = Samples.write(folder).checkpoint();
        assertEquals(new Checkpoint(Samples.ORIGIN, 0, Merkle.EMPTY), head);
        assertTrue(Samples.verify(folder).isSound());
        assertEquals(0, Samples.open(folder).size());
    }

    @Test
    void theFilesAreThoseOfTheSpecification() throws IOException {
        Samples.write(folder, 3, 255, 256, 300, 600);
        assertEquals(
                List.of(
                        "checkpoint",
                        "checkpoints",
                        "tile/0/000",
                        "tile/0/001",
                        "tile/0/002.p/88",
                        "tile/1/000.p/1",
                        "tile/1/000.p/2",
                        "tile/entries/000",
                        "tile/entries/001",
                        "tile/entries/002.p/88"),
                files());
        assertEquals(256 * Hash.BYTES, Files.size(folder.resolve("tile/0/001")));
        assertArrayEquals(
                new byte[] {0, 7, 'e', 'n', 't', 'r', 'y', ' ', '0', 0, 7},
                Arrays.copyOf(Files.readAllBytes(folder.resolve("tile/entries/000")), 11));
        assertTrue(Samples.verify(folder).isSound());
    }

    /** Whatever the sizes of batches, the root is that of RFC 6962 and every entry is proved. */
    @Test
    void everyBatchIsContinuedExactly() {
        Random random = new Random(300);
        int batches = 0;
        for (int size = 0; size < 300; batches++) {
            LogWriter writer = Samples.open(folder);
            assertEquals(size, writer.size());
            int next = Math.min(300, size + 1 + random.nextInt(9));
            assertEquals(size, writer.append(Samples.entries(size, next)));
            SignedCheckpoint head = writer.checkpoint(NOON, Keeping.FOR_GOOD);
            assertEquals(
                    Samples.mth(Samples.entries(0, next)), head.checkpoint().root(), "size " + next);
            size = next;
        }
        LogReader reader = Samples.reader(folder);
        SignedCheckpoint head = reader.checkpoint().orElseThrow();
        for (int index = 0; index < 300; index++) {
            InclusionProof proof =
                    InclusionProof.parse(reader.prove(index, head).text(), Samples.KEY.verifier());
            assertTrue(proof.proves(Samples.entry(index)));
            assertFalse(proof.proves(Samples.entry(index + 1)));
            assertArrayEquals(Samples.entry(index), reader.entry(index, head));
        }
        List<SignedCheckpoint> kept = reader.kept();
        assertEquals(batches, kept.size());
        for (SignedCheckpoint earlier : kept) {
            Checkpoint first = earlier.checkpoint();
            assertTrue(Merkle.continues(
                    first.size(), first.root(), 300, head.checkpoint().root(), reader.consistency(first.size(), head)));
            assertTrue(reader.prove(first.size() - 1, earlier).proves(Samples.entry(first.size() - 1)));
        }
        LogReport report = Samples.verify(folder);
        assertTrue(report.isSound(), report::toString);
        assertEquals(batches, report.kept());
    }

    @Test
    void largeLogsCrossTheirTiles() throws IOException {
        Samples.write(folder, 65_535, 65_536, 65_537, 70_000);
        assertTrue(Files.exists(folder.resolve("tile/2/000.p/1")));
        assertTrue(Files.exists(folder.resolve("tile/1/000")));
        assertTrue(Files.exists(folder.resolve("tile/0/273.p/112")));
        LogReader reader = Samples.reader(folder);
        SignedCheckpoint head = reader.checkpoint().orElseThrow();
        Frontier frontier = new Frontier();
        reader.entries(0, 70_000, head, (index, entry) -> {
            assertEquals(frontier.size(), index);
            frontier.append(Merkle.leaf(entry));
        });
        assertEquals(head.checkpoint().root(), frontier.root());
        for (long index : new long[] {0, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999}) {
            assertArrayEquals(Samples.entry(index), reader.entry(index, head));
        }
        List<Long> some = new ArrayList<>();
        reader.entries(254, 258, head, (index, entry) -> some.add(index));
        assertEquals(List.of(254L, 255L, 256L, 257L), some);
        LogReport report = Samples.verify(folder);
        assertTrue(report.isSound(), report::toString);
        assertEquals(70_000, report.entries());
        assertEquals(4, report.kept());
        LogWriter writer = Samples.open(folder);
        writer.append(Samples.entries(70_000, 70_001));
        writer.checkpoint(NOON, Keeping.HOURLY);
        assertTrue(Samples.verify(folder).isSound());
    }

    @Test
    void anEntryThatIsTooLongChangesNothing() {
        LogWriter writer = Samples.open(folder);
        writer.append(List.of(new byte[65_535], new byte[0]));
        assertFault(LogFault.TOO_LARGE, () -> writer.append(List.of(new byte[1], new byte[65_536])));
        assertEquals(2, writer.size());
        SignedCheckpoint head = writer.checkpoint(NOON, Keeping.FOR_GOOD);
        assertEquals(65_535, Samples.reader(folder).entry(0, head).length);
        assertEquals(0, Samples.reader(folder).entry(1, head).length);
        assertTrue(Samples.verify(folder).isSound());
    }

    @Test
    void aCheckpointWithoutNewsIsTheLastOne() {
        LogWriter writer = Samples.open(folder);
        writer.append(Samples.entries(0, 5));
        SignedCheckpoint first = writer.checkpoint(NOON, Keeping.HOURLY);
        assertEquals(first, writer.checkpoint(NOON.plusSeconds(9), Keeping.FOR_GOOD));
        assertEquals(List.of(first), Samples.reader(folder).kept());
    }

    @Test
    void checkpointsAreKeptWhenTheyMatterOrHourly() {
        LogWriter writer = Samples.open(folder);
        for (int second = 0; second < 7800; second += 100) {
            writer.append(Samples.entries(writer.size(), writer.size() + 1));
            writer.checkpoint(NOON.plusSeconds(second), second == 500 ? Keeping.FOR_GOOD : Keeping.HOURLY);
        }
        List<Long> sizes = Samples.reader(folder).kept().stream()
                .map(kept -> kept.checkpoint().size())
                .toList();
        long hour = Duration.ofHours(1).toSeconds() / 100;
        assertEquals(List.of(1L, 6L, 6 + hour, 6 + 2 * hour), sizes);
        assertTrue(Samples.verify(folder).isSound());
    }

    @Test
    void aForkOrRollbackIsRefused() throws IOException {
        Path other = folder.resolve("other");
        LogWriter writer = Samples.open(other);
        writer.append(List.of(new byte[] {1}, new byte[] {2}, new byte[] {3}));
        Checkpoint foreign = writer.checkpoint(NOON, Keeping.HOURLY).checkpoint();
        Path log = folder.resolve("log");
        Samples.write(log, 3);
        Path old = folder.resolve("old");
        copy(log, old);
        Checkpoint later = Samples.write(log, 300).checkpoint();
        assertEquals(300, Samples.open(log, later).size());
        assertFault(LogFault.FORK, () -> Samples.open(log, foreign));
        assertFault(LogFault.FORK, () -> Samples.open(log, new Checkpoint("elsewhere", 3, foreign.root())));
        assertFault(LogFault.ROLLBACK, () -> Samples.open(old, later));
        assertFault(LogFault.ROLLBACK, () -> Samples.open(folder.resolve("gone"), later));
        Files.copy(old.resolve("checkpoint"), log.resolve("checkpoint"), REPLACE);
        assertFault(LogFault.ROLLBACK, () -> Samples.open(log));
        Files.delete(log.resolve("checkpoint"));
        assertFault(LogFault.ROLLBACK, () -> Samples.open(log));
    }

    @Test
    void aLogWhoseTailWasChangedIsNotContinued() throws IOException {
        Samples.write(folder, 300);
        for (String name : List.of("tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/001.p/44")) {
            Path file = folder.resolve(name);
            byte[] sound = Files.readAllBytes(file);
            byte[] changed = sound.clone();
            changed[9] ^= 1;
            Files.write(file, changed);
            assertFault(LogFault.DAMAGED, () -> Samples.open(folder));
            Files.delete(file);
            assertFault(LogFault.DAMAGED, () -> Samples.open(folder));
            Files.write(file, sound);
        }
        assertEquals(300, Samples.open(folder).size());
        LogKey other = LogKey.generate(Samples.ORIGIN, new SecureRandom());
        assertFault(LogFault.SIGNATURE, () -> LogWriter.open(folder, other, LogWatcher.unobserved(), List.of()));
    }

    @Test
    void aWriterThatFailedRefusesEverything() throws IOException {
        LogWriter writer = Samples.open(folder);
        Files.writeString(folder.resolve("tile"), "a file where a folder belongs");
        writer.append(Samples.entries(0, 3));
        assertFault(LogFault.STORE, () -> writer.checkpoint(NOON, Keeping.HOURLY));
        Files.delete(folder.resolve("tile"));
        assertFault(LogFault.STORE, () -> writer.append(Samples.entries(3, 4)));
        assertEquals(0, Samples.open(folder).size());
    }

    @Test
    void proofsAreReadStrictly() {
        SignedCheckpoint head = Samples.write(folder, 20);
        VerifierKey key = Samples.KEY.verifier();
        String proof = Samples.reader(folder).prove(7, head).text();
        assertTrue(proof.startsWith("c2sp.org/tlog-proof@v1\nindex 7\n"), proof);
        assertTrue(proof.endsWith("\n\n" + head.note()), proof);
        for (int at = 0; at < proof.length(); at++) {
            char[] changed = proof.toCharArray();
            changed[at] = (char) (changed[at] ^ 1);
            String text = new String(changed);
            boolean proves;
            try {
                proves = InclusionProof.parse(text, key).proves(Samples.entry(7));
            } catch (LogException e) {
                proves = false;
            }
            assertFalse(proves, text);
        }
        for (String bad : List.of(
                "",
                proof.replace("index 7", "index 07"),
                proof.replace("index 7", "index -7"),
                proof.replace("index 7\n", ""),
                proof.replace("index 7", "extra AAAA\nindex 7"),
                proof.replace(
                        "index 7\n",
                        "index 7\n" + Merkle.EMPTY.toString().concat("\n").repeat(64)))) {
            assertThrows(LogException.class, () -> InclusionProof.parse(bad, key), bad);
        }
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> walk = Files.walk(from)) {
            for (Path file : walk.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, REPLACE);
                }
            }
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
