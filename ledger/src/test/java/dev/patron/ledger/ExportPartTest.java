package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.log.Hash;
import dev.patron.log.Keeping;
import dev.patron.log.Merkle;
import dev.patron.log.RangeProof;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An export of a period is shown to be exactly some places of the signed log; what it cannot show is said. */
class ExportPartTest {
    /** How many bytes behind the first line are changed; {@code -Dpatron.part.changes=N} changes more, and each of that line. */
    private static final int CHANGES = Integer.getInteger("patron.part.changes", 100);

    /** Of the first line, one byte of so many is changed. */
    private static final int STRIDE = CHANGES > 100 ? 1 : 5;

    private static final Instant FROM = Bench.NOON.plus(Duration.ofHours(1));
    private static final Instant TO = Bench.NOON.plus(Duration.ofHours(2));

    @TempDir
    static Path folder;

    private static List<String> part = List.of();
    private static List<String> none = List.of();
    private static String early = "";
    private static String within = "";
    private static long size;

    /** Payments and a policy before the period, one of them settled in it; new ones in it; more behind it. */
    @BeforeAll
    static void aLedgerAndAPartOfIt() {
        try (Bench bench = Bench.fresh(folder.resolve("ledger"))) {
            bench.paid("shot-01", "0.05");
            early = signed(bench);
            String open = bench.intent("shot-02");
            bench.send(open, "0.25");
            bench.clock.move(Duration.ofMinutes(70));
            bench.settle(open, "0.25");
            bench.reserve(bench.intent("shot-03"), "0.07");
            bench.policyIs(Bench.policy(Bench.most("0.90")));
            bench.openRun("f".repeat(32));
            within = signed(bench);
            bench.paid("shot-04", "0.01");
            bench.clock.move(Duration.ofHours(1));
            bench.paid("shot-05", "0.01");
            part = TamperingExport.lines(bench, Optional.of(new Period(FROM, TO)));
            none = TamperingExport.lines(bench, Optional.of(new Period(FROM.minus(Duration.ofMinutes(30)), FROM)));
            size = bench.rows("event");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String signed(Bench bench) {
        return bench.ledger().log().checkpoint(Keeping.HOURLY).orElseThrow().note();
    }

    private static Offline.Found found(List<String> lines, String... notes) throws IOException {
        return found((String.join("\n", lines) + "\n").getBytes(StandardCharsets.US_ASCII), notes);
    }

    private static Offline.Found found(byte[] bytes, String... notes) throws IOException {
        Path file = Files.write(folder.resolve("part.jsonl"), bytes);
        return Offline.export(file, new Trust(Optional.empty(), List.of(notes)), _ -> false, StepWatcher.unobserved());
    }

    @Test
    void aPartIsShownToBeItsPlacesAndNoMoreIsSaid() throws IOException {
        Offline.Found found = found(part);
        assertEquals(List.of(), found.report().problems());
        Offline.Part places = found.part().orElseThrow();
        assertTrue(places.first() > 10 && places.end() < size, places::toString);
        assertEquals(places.end() - places.first(), found.report().events());
        assertEquals(
                List.of("export", "events", "log", "transitions", "decisions"),
                found.report().checks().stream().map(VerifyReport.Check::name).toList());
        String open = String.join("\n", found.report().unchecked());
        for (String said : List.of(
                "the period: nothing that is signed says",
                "the sums of accounts and budgets",
                "the steps of 1 payments",
                "1 decisions under policies",
                "events is simulated")) {
            assertTrue(open.contains(said), () -> "`" + said + "` is not in\n" + open);
        }
    }

    @Test
    void aPeriodWithoutEventsIsNoPlaces() throws IOException {
        Offline.Found found = found(none);
        assertEquals(List.of(), found.report().problems());
        assertEquals(
                List.of("export", "events", "log"),
                found.report().checks().stream().map(VerifyReport.Check::name).toList(),
                "no payment was followed, and no decision made again");
        assertEquals(0, found.report().events());
        assertEquals(
                found.part().orElseThrow().first(), found.part().orElseThrow().end());
    }

    @Test
    void checkpointsOfEarlierAuditsAreMetWhereThePartReaches() throws IOException {
        assertEquals(List.of(), found(part, within).part().orElseThrow().notMet());
        Offline.Found before = found(part, early, within);
        assertEquals(List.of(), before.report().problems());
        assertEquals(1, before.part().orElseThrow().notMet().size());
        assertTrue(before.report().unchecked().getLast().contains("whether the log continues the checkpoint at"));
    }

    @Test
    void everyChangedByteIsFoundSaveTheBoundsThatNobodySigned() throws IOException {
        byte[] sound = (String.join("\n", part) + "\n").getBytes(StandardCharsets.US_ASCII);
        int head = part.getFirst().length();
        Random random = new Random(7);
        for (int i = 0; i < head + CHANGES; i += i < head ? STRIDE : 1) {
            int at = i < head ? i : random.nextInt(sound.length);
            byte[] changed = sound.clone();
            changed[at] ^= (byte) (1 << random.nextInt(8));
            String line = new String(changed, 0, head, StandardCharsets.ISO_8859_1);
            assertTrue(isRefused(changed) || onlyBounds(line), () -> "byte " + at + " is now " + changed[at]);
        }
    }

    private static boolean isRefused(byte[] changed) throws IOException {
        try {
            return !found(changed).report().isSound();
        } catch (Offline.UnfitException e) {
            return true;
        }
    }

    private static boolean onlyBounds(String line) {
        String bounds = "\"from\":\"[^\"]*\",\"to\":\"[^\"]*\"";
        return line.replaceFirst(bounds, "").equals(part.getFirst().replaceFirst(bounds, ""));
    }

    @Test
    void linesThatAreMissingTwiceElsewhereOrOthersAreFound() throws IOException {
        named("no event has place", lines -> without(lines, 5));
        named("no event has place", lines -> without(lines, 1));
        named("no event has place", lines -> without(lines, lines.size() - 1));
        named("another's, or none", lines -> {
            lines.add(8, lines.get(8));
            return lines;
        });
        named("lower than", lines -> {
            lines.add(3, lines.remove(9));
            return lines;
        });
        named("do not lead to the signed root", lines -> {
            lines.set(4, exchanged(lines.get(4), lines.get(5)));
            lines.set(5, exchanged(lines.get(5), part.get(4)));
            return lines;
        });
    }

    private static List<String> without(List<String> lines, int line) {
        lines.remove(line);
        return lines;
    }

    /** A line at its place with the event of another. */
    private static String exchanged(String line, String other) {
        String place = "\"place\":[0-9]+";
        return other.replaceFirst(place, line.replaceFirst(".*(" + place + ").*", "$1"));
    }

    @Test
    void otherHashesNumbersAndCheckpointsAreFound() throws IOException {
        ExportHead head = ExportHead.read(part.getFirst());
        RangeProof range = head.part().orElseThrow().range();
        assertTrue(range.before().size() > 1 && range.after().size() > 1, range::toString);
        Hash other = Merkle.leaf(new byte[] {1});
        headed("do not lead", head.note(), beside(range, swapped(range.before()), range.after()));
        headed("do not lead", head.note(), beside(range, range.before(), swapped(range.after())));
        headed("do not lead", head.note(), beside(range, replaced(range.before(), other), range.after()));
        headed("do not lead", head.note(), beside(range, range.before(), replaced(range.after(), other)));
        headed("so many hashes", head.note(), beside(range, List.of(), range.after()));
        headed("so many hashes", early, range);
        headed("another's, or none", head.note(), fitting(range.first() + 2, range.end()));
        headed("no event has place", head.note(), fitting(range.first(), range.end() + 2));
        String text = part.getFirst();
        assertThrows(
                Offline.UnfitException.class,
                () -> found(List.of(text.substring(0, text.indexOf(",\"first\"")) + "}")),
                "a period without what lies beside it");
    }

    private static RangeProof beside(RangeProof range, List<Hash> before, List<Hash> after) {
        return new RangeProof(range.first(), range.end(), before, after);
    }

    private static List<Hash> swapped(List<Hash> hashes) {
        List<Hash> other = new ArrayList<>(hashes);
        Collections.swap(other, 0, 1);
        return other;
    }

    private static List<Hash> replaced(List<Hash> hashes, Hash other) {
        List<Hash> replaced = new ArrayList<>(hashes);
        replaced.set(0, other);
        return replaced;
    }

    /** What lies beside other places, as the log has it. */
    private static RangeProof fitting(long first, long end) {
        try (Bench bench = Bench.again(folder.resolve("ledger"))) {
            EventLog log = bench.ledger().log();
            return log.beside(new Places(first, end), log.last().orElseThrow());
        }
    }

    private static void headed(String problem, String note, RangeProof range) throws IOException {
        ExportHead head = ExportHead.read(part.getFirst());
        ExportHead.Part of = head.part().orElseThrow();
        named(problem, lines -> {
            lines.set(
                    0,
                    new ExportHead(head.key(), note, Optional.of(new ExportHead.Part(of.from(), of.to(), range)))
                            .line());
            return lines;
        });
    }

    private static void named(String problem, UnaryOperator<List<String>> change) throws IOException {
        VerifyReport report = found(change.apply(new ArrayList<>(part))).report();
        assertFalse(report.isSound());
        assertTrue(
                report.problems().stream().anyMatch(one -> one.contains(problem)),
                "`" + problem + "` is not in " + report.problems());
    }

    /** A narrower period than its events show is the exporter's word; one that its ends contradict is named. */
    @Test
    void aPeriodThatItsEndsContradictIsNamed() throws IOException {
        named("which is none of its period", lines -> {
            lines.set(0, lines.get(0).replace("\"from\":\"" + FROM, "\"from\":\"" + TO.minusSeconds(60)));
            return lines;
        });
    }
}
