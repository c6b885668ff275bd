package dev.patron.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.app.Bench;
import dev.patron.ledger.Offline;
import dev.patron.ledger.StepWatcher;
import dev.patron.ledger.Trust;
import dev.patron.ledger.VerifyReport;
import dev.patron.log.LogKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ledger verify} without a database, on an export and on a log, and against checkpoints of earlier audits. */
class OfflineCommandTest {
    private static final int CHANGES = 600;

    @TempDir
    static Path folder;

    private static Path export = Path.of("");
    private static Path early = Path.of("");
    private static String key = "";

    @BeforeAll
    static void aLedgerAndWhatLeftIt() throws IOException {
        try (Bench bench = new Bench(folder)) {
            Bench.Ran apples = bench.buy("run", bench.brief("apples", 1));
            assertEquals(0, apples.exit(), apples::toString);
            early = Files.copy(bench.data().resolve("ledger/log/checkpoint"), folder.resolve("early"));
            assertEquals(0, bench.buy("run", bench.brief("pears", 1)).exit());
            export = folder.resolve("events.jsonl");
            assertEquals(
                    0,
                    bench.patron("ledger", "export", "jsonl", "--out", export).exit());
            key = bench.patron("ledger", "verify", "--json")
                    .json()
                    .path("verifier_key")
                    .asText();
        }
    }

    private static JsonNode verified(Bench bench, int exit, Object... words) {
        List<Object> all = new ArrayList<>(List.of("ledger", "verify", "--json"));
        all.addAll(List.of(words));
        Bench.Ran ran = bench.patron(all.toArray());
        assertEquals(exit, ran.exit(), ran.out() + ran.err());
        return ran.json();
    }

    @Test
    void anExportALogAndALiveLedgerSayTheSame() throws IOException {
        try (Bench bench = new Bench(folder)) {
            JsonNode live = verified(bench, 0, "--checkpoint", early, "--key", key);
            Path kept = bench.data().resolve("ledger/log/checkpoints");
            JsonNode exported = verified(bench, 0, "--export", export, "--key", key, "--checkpoint", early);
            JsonNode log = verified(bench, 0, "--log", bench.data(), "--checkpoint", early, "--checkpoint", kept);
            for (String same : List.of("ledger", "checkpoint", "verifier_key", "events", "payments")) {
                assertEquals(live.path(same), exported.path(same), same);
                assertEquals(live.path(same), log.path(same), same);
            }
            assertEquals("given", live.path("key").asText());
            assertEquals("found", log.path("key").asText());
            assertTrue(log.path("continues").asInt() > live.path("continues").asInt(), log.toString());
            assertTrue(live.path("seconds").isNumber()
                    && live.path("events_per_second").asLong() > 0);
            String text = bench.patron("ledger", "verify", "--export", export).out();
            assertTrue(text.contains("  holds  export\n") && text.contains("make sure that it is the ledger's"), text);
        }
    }

    /** The live ledger, its log and its export. */
    private static List<List<Object>> places(Bench bench) {
        return List.of(List.of(), List.of("--log", bench.data()), List.of("--export", export));
    }

    @Test
    void aForkIsNamedOnEach() throws IOException {
        try (Bench bench = new Bench(folder)) {
            String note = Files.readString(bench.data().resolve("ledger/log/checkpoint"));
            String root = note.lines().skip(2).findFirst().orElseThrow();
            Path damaged = Files.writeString(
                    folder.resolve("damaged"),
                    Files.readString(early) + "\n" + note.replace(root, "A".repeat(43) + "="));
            for (List<Object> place : places(bench)) {
                List<Object> words = new ArrayList<>(place);
                words.addAll(List.of("--checkpoint", damaged));
                JsonNode found = verified(bench, 5, words.toArray());
                assertTrue(found.path("problems").toString().contains("none of this log"), found.toString());
            }
        }
    }

    @Test
    void whatIsNoneIsTheAskersFault() throws IOException {
        try (Bench bench = new Bench(folder)) {
            Path empty = Files.writeString(folder.resolve("empty"), "");
            verified(bench, 2, "--export", empty);
            verified(bench, 2, "--export", early);
            verified(bench, 2, "--export", folder.resolve("none"));
            verified(bench, 2, "--log", folder.resolve("config"));
            verified(bench, 2, "--export", export, "--log", bench.data());
            verified(bench, 2, "--journal", early);
            verified(bench, 2, "--checkpoint", empty);
            verified(bench, 2, "--key", "patron");
            verified(bench, 2, "--bundle", early, "--checkpoint", early);
            String origin = Files.readString(early).lines().findFirst().orElseThrow();
            String other =
                    LogKey.generate(origin, new SecureRandom()).verifier().toString();
            for (List<Object> place : places(bench)) {
                List<Object> words = new ArrayList<>(place);
                words.addAll(List.of("--key", other));
                verified(bench, 5, words.toArray());
            }
        }
    }

    /** Of a period it is said what was shown, what was not, and never that the ledger is sound. */
    @Test
    void anExportOfAPeriodIsSoundInPart() throws IOException {
        try (Bench bench = new Bench(folder)) {
            Path part = folder.resolve("part.jsonl");
            assertEquals(
                    0,
                    bench.patron("ledger", "export", "jsonl", "--from", "2026-01-01", "--out", part)
                            .exit());
            JsonNode found = verified(bench, 0, "--export", part, "--checkpoint", early);
            assertEquals("sound_in_part", found.path("status").asText());
            assertEquals(
                    found.path("events").asLong(),
                    found.path("part").path("end").asLong()
                            - found.path("part").path("first").asLong());
            assertTrue(found.path("payments").isNull() && found.path("postings").isNull(), found::toString);
            assertTrue(found.path("unchecked").toString().contains("the sums of accounts"), found::toString);
            String text = bench.patron("ledger", "verify", "--export", part).out();
            assertTrue(text.contains("sound in part: ") && text.contains("not checked: the sums"), text);
        }
    }

    @Test
    void everyChangedByteOfAnExportIsFound() throws IOException {
        byte[] sound = Files.readAllBytes(export);
        String text = new String(sound, StandardCharsets.US_ASCII);
        assertTrue(report(sound).isSound());
        int head = text.indexOf('\n');
        Random random = new Random(7);
        for (int i = 0; i < CHANGES; i++) {
            int at = i < head ? i : random.nextInt(sound.length);
            byte[] changed = sound.clone();
            changed[at] ^= (byte) (1 << random.nextInt(8));
            String what = "byte " + at + " is now " + changed[at];
            if (at > head) {
                long line =
                        1 + text.substring(0, at).chars().filter(c -> c == '\n').count();
                VerifyReport report = report(changed);
                assertTrue(!report.isSound(), what);
                String first = report.problems().getFirst();
                assertTrue(first.startsWith("line " + line), what + " in line " + line + ", and said is " + first);
            } else {
                assertTrue(isRefused(changed), what);
            }
        }
    }

    private static boolean isRefused(byte[] changed) throws IOException {
        try {
            return !report(changed).isSound();
        } catch (Offline.UnfitException e) {
            return true;
        }
    }

    @Test
    void linesThatAreMissingTwiceOrElsewhereAreFound() throws IOException {
        named("no event has place", lines -> without(lines, 7));
        named("no event has place", lines -> without(lines, lines.size() - 1));
        named("another's, or none", lines -> {
            lines.add(8, lines.get(8));
            return lines;
        });
        named("lower than", lines -> {
            lines.add(3, lines.remove(9));
            return lines;
        });
        named("the file ends within", lines -> {
            lines.add(lines.removeLast().substring(0, 20) + "\0");
            return lines;
        });
        named("it goes on after", lines -> {
            lines.set(5, lines.get(5) + "\r");
            return lines;
        });
        named("is not as its run or token says", lines -> {
            lines.set(4, lines.get(4).replace("\"simulated\":true", "\"simulated\":false"));
            return lines;
        });
        named("are those of event", lines -> {
            lines.set(4, lines.get(4).replaceFirst("\"event\":[0-9]+", "\"event\":77"));
            return lines;
        });
        named("line 1: it says other things", lines -> {
            lines.set(0, lines.get(0).replaceFirst("\"size\":[0-9]+", "\"size\":3"));
            return lines;
        });
        named("do not lead to the signed root", lines -> {
            lines.replaceAll(line -> line.replace("\\\"simulated\\\":true", "\\\"simulated\\\":false")
                    .replace("\"simulated\":true", "\"simulated\":false"));
            return lines;
        });
    }

    private static List<String> without(List<String> lines, int line) {
        lines.remove(line);
        return lines;
    }

    private static void named(String problem, UnaryOperator<List<String>> change) throws IOException {
        List<String> lines = change.apply(new ArrayList<>(Files.readAllLines(export)));
        String text = String.join("\n", lines) + "\n";
        byte[] changed = (text.contains("\0") ? text.substring(0, text.indexOf('\0')) : text)
                .getBytes(StandardCharsets.US_ASCII);
        List<String> found = report(changed).problems();
        assertTrue(found.stream().anyMatch(one -> one.contains(problem)), "`" + problem + "` is not in " + found);
    }

    private static VerifyReport report(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("changed.jsonl"), bytes);
        return Offline.export(file, Trust.NONE, token -> true, StepWatcher.unobserved())
                .report();
    }
}
