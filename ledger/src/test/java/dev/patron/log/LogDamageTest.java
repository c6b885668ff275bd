package dev.patron.log;

import static dev.patron.log.Samples.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A writer that dies anywhere leaves a sound log; a hand that changes anything is found, and where. */
class LogDamageTest {
    private static final int CHANGES = Integer.getInteger("patron.log.changes", 400);

    @TempDir
    Path folder;

    /** Stands for a process that is killed at the n-th point that it reaches. */
    private static final class Killed extends Error {}

    @Test
    void aWriterMayDieAtAnyPoint() throws IOException {
        long[] sizes = {2, 250, 256, 300, 700};
        int deaths = 0;
        for (boolean died = true; died; deaths++) {
            Path log = folder.resolve("log-" + deaths);
            died = diesAt(deaths, log, sizes);
            LogWriter writer = Samples.open(log);
            long size = writer.size();
            List<byte[]> entries = new ArrayList<>(Samples.entries(0, size));
            byte[] other = {(byte) deaths, 1, 2};
            entries.add(other);
            assertEquals(size, writer.append(List.of(other)));
            SignedCheckpoint head = writer.checkpoint(NOON, Keeping.FOR_GOOD);
            assertEquals(Samples.mth(entries), head.checkpoint().root(), "after death " + deaths);
            LogReport report = Samples.verify(log);
            assertTrue(report.isSound(), report::toString);
            writer.append(Samples.entries(1, 720 - size));
            writer.checkpoint(NOON, Keeping.FOR_GOOD);
            LogReport later = Samples.verify(log);
            assertTrue(later.isSound(), "what was left by death " + deaths + " lies about: " + later);
        }
        assertTrue(deaths > 30, "only " + deaths + " points");
    }

    private static boolean diesAt(int point, Path log, long... sizes) {
        int[] left = {point};
        LogWatcher watcher = reached -> {
            if (left[0]-- == 0) {
                throw new Killed();
            }
        };
        try {
            for (long size : sizes) {
                LogWriter writer = LogWriter.open(log, Samples.KEY, watcher, List.of());
                writer.append(Samples.entries(writer.size(), size));
                writer.checkpoint(NOON, Keeping.FOR_GOOD);
            }
            return false;
        } catch (Killed e) {
            return true;
        }
    }

    @Test
    void aNoteCutShortIsCutOffAndALostOneIsMadeUpFor() throws IOException {
        Samples.write(folder, 3, 9, 12);
        Path file = folder.resolve("checkpoints");
        byte[] whole = Files.readAllBytes(file);
        int note = whole.length / 3;
        for (int length = 0; length <= whole.length; length += 7) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertEquals(12, Samples.open(folder).size());
            int kept = Samples.reader(folder).kept().size();
            assertTrue(Math.abs(kept - length / note) <= 1, length + " bytes, " + kept + " notes");
            assertTrue(Samples.verify(folder).isSound(), "the writer has cut it at " + length);
        }
        Files.write(file, Arrays.copyOf(whole, whole.length - 5));
        assertFalse(Samples.verify(folder).isSound(), "nobody has cut it");
    }

    @Test
    void aChangeIsLocated() throws IOException {
        Samples.write(folder, 100, 300, 1000);
        assertLocated("tile/entries/001", 300, 301, bytes -> bytes[44 * 11 + 6] ^= 1);
        assertLocated("tile/0/002", 522, 523, bytes -> bytes[10 * Hash.BYTES] ^= 1);
        assertLocated("tile/1/000.p/3", 512, 768, bytes -> bytes[2 * Hash.BYTES + 31] ^= 1);
    }

    @Test
    void whatFollowsTheLastEntryIsLocated() throws IOException {
        Samples.write(folder, 300);
        Path bundle = folder.resolve("tile/entries/000");
        Files.write(bundle, joined(Files.readAllBytes(bundle), new byte[1]));
        LogFinding found = Samples.verify(folder).firstBad().orElseThrow();
        assertEquals(new LogFinding(255, 256, "tile/entries/000", "goes on after its last entry"), found);
    }

    /** An entry and its leaf hash changed alike are found by the tile above; all tiles alike, by the checkpoints. */
    @Test
    void aCarefulChangeIsLocatedToo() throws IOException {
        Samples.write(folder, 100, 300, 1000);
        byte[] forged = {6, 6, 6};
        Path bundle = folder.resolve("tile/entries/001");
        List<byte[]> entries =
                new ArrayList<>(Bundle.read(Files.readAllBytes(bundle), 256).entries());
        entries.set(100, forged);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        entries.forEach(entry -> Bundle.append(bytes, entry));
        Files.write(bundle, bytes.toByteArray());
        Path tile = folder.resolve("tile/0/001");
        List<Hash> hashes = new ArrayList<>(Tiles.split(Files.readAllBytes(tile), 256));
        hashes.set(100, Merkle.leaf(forged));
        Files.write(tile, Tail.bytes(hashes));
        LogFinding found = Samples.verify(folder).firstBad().orElseThrow();
        assertEquals(new LogFinding(256, 512, "tile/1/000.p/3", "disagrees with what is under it"), found);

        Path above = folder.resolve("tile/1/000.p/3");
        List<Hash> roots = new ArrayList<>(Tiles.split(Files.readAllBytes(above), 256));
        roots.set(1, Tiles.rootOf(hashes));
        Files.write(above, Tail.bytes(roots));
        found = Samples.verify(folder).firstBad().orElseThrow();
        assertEquals(
                new LogFinding(
                        300,
                        1000,
                        "checkpoint",
                        "at 1000 has another root: the log is no continuation of what was signed there"),
                found);
        assertThrows(LogException.class, () -> Samples.reader(folder)
                .entry(356, Samples.reader(folder).checkpoint().orElseThrow()));
        assertThrows(LogException.class, () -> Samples.open(folder));
    }

    @Test
    void earlierCheckpointsFromElsewhereAreHeldAgainstTheTree() {
        Samples.write(folder, 100, 300);
        Checkpoint sound = new Checkpoint(Samples.ORIGIN, 50, Samples.mth(Samples.entries(0, 50)));
        assertTrue(Samples.verify(folder, sound).isSound());
        Checkpoint forked = new Checkpoint(Samples.ORIGIN, 120, Merkle.EMPTY);
        LogFinding found = Samples.verify(folder, sound, forked).firstBad().orElseThrow();
        assertEquals(
                new LogFinding(
                        100,
                        120,
                        "checkpoint",
                        "at 120 has another root: the log is no continuation of what was signed there"),
                found);
        Checkpoint later = new Checkpoint(Samples.ORIGIN, 301, Merkle.EMPTY);
        found = Samples.verify(folder, later).firstBad().orElseThrow();
        assertEquals(
                new LogFinding(300, 301, "checkpoint", "is older than one that was signed: the log was put back"),
                found);
    }

    /** Any file, any kind of change, from a seed; {@code -Dpatron.log.changes=10000} for more. */
    @Test
    void anyChangeIsFound() throws IOException {
        Samples.write(folder.resolve("sound"), 40, 100, 256, 300, 600, 620);
        Random random = new Random(4);
        for (int change = 0; change < CHANGES; change++) {
            Path log = folder.resolve("changed");
            LogTest.copy(folder.resolve("sound"), log);
            List<Path> files;
            try (Stream<Path> walk = Files.walk(log)) {
                files = walk.filter(Files::isRegularFile).sorted().toList();
            }
            Path file = files.get(random.nextInt(files.size()));
            String what = damage(file, random);
            if (!what.isEmpty()) {
                boolean found;
                try {
                    found = !Samples.verify(log).isSound();
                } catch (LogException e) {
                    found = e.fault() == LogFault.MALFORMED || e.fault() == LogFault.SIGNATURE;
                }
                assertTrue(found, "change " + change + ": " + what + " in " + log.relativize(file));
            }
            LogTest.copy(folder.resolve("sound"), log);
        }
    }

    /** Changes a file, and says how; empty when chance left it as it was or a deletion lost nothing that must be there. */
    private static String damage(Path file, Random random) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int at = random.nextInt(bytes.length);
        byte[] before = Arrays.copyOf(bytes, at);
        byte[] after = Arrays.copyOfRange(bytes, at, bytes.length);
        String kind = List.of("flip", "insertion", "deletion", "cut", "swap").get(random.nextInt(5));
        byte[] changed =
                switch (kind) {
                    case "flip" -> joined(before, new byte[] {(byte) (after[0] ^ 1 << random.nextInt(8))}, tail(after));
                    case "insertion" -> joined(before, new byte[] {(byte) random.nextInt()}, after);
                    case "deletion" -> joined(before, tail(after));
                    case "cut" -> before;
                    default -> joined(after, before);
                };
        Files.write(file, changed);
        boolean isLost = !file.endsWith("checkpoints") || !endsWithNote(changed);
        return isLost && !Arrays.equals(bytes, changed) ? kind + " at " + at : "";
    }

    private static byte[] tail(byte[] bytes) {
        return Arrays.copyOfRange(bytes, 1, bytes.length);
    }

    private static boolean endsWithNote(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.isEmpty() || text.endsWith("=\n\n");
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private interface Change {
        void apply(byte[] bytes);
    }

    private void assertLocated(String name, long first, long end, Change change) throws IOException {
        Path file = folder.resolve(name);
        byte[] sound = Files.readAllBytes(file);
        byte[] changed = sound.clone();
        change.apply(changed);
        Files.write(file, changed);
        LogFinding found = Samples.verify(folder).firstBad().orElseThrow();
        Files.write(file, sound);
        assertEquals(List.of(first, end), List.of(found.first(), found.end()), found.toString());
        assertTrue(Samples.verify(folder).isSound());
    }
}
