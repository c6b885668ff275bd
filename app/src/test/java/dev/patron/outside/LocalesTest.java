package dev.patron.outside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Output is the same bytes in every locale and time zone. */
@Tag("slow")
class LocalesTest {
    private static final List<List<String>> PLACES = List.of(
            List.of("-Duser.language=en", "-Duser.country=US", "-Duser.timezone=UTC"),
            List.of("-Duser.language=tr", "-Duser.country=TR", "-Duser.timezone=Europe/Istanbul"),
            List.of("-Duser.language=ar", "-Duser.country=EG", "-Duser.timezone=Africa/Cairo"));

    @Test
    void sameBytesInTurkeyAndEgypt(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("data");
        Path out = folder.resolve("out");
        List<String> where = List.of("--data", data.toString());
        Program first = new Program(folder, Map.of(), PLACES.get(1));
        Program.Ended ran = first.run(
                "run",
                "--prompt",
                "İstanbul, ılık bir sabah",
                "--image",
                "--out",
                out.toString(),
                "--data",
                data.toString());
        assertEquals(0, ran.exit(), ran.err());
        List<List<String>> questions = List.of(
                List.of("runs", "--json"),
                List.of("ledger", "show", "--limit", "1000", "--json"),
                List.of("ledger", "statement", "--from", "2020-01-01T00:00:00Z", "--to", "2100-01-01T00:00:00Z"),
                List.of("ledger", "statement", "--to", "2100-01-01", "--zone", "Asia/Tokyo", "--by", "day"),
                List.of("ledger", "export", "jsonl"),
                List.of("ledger", "export", "csv"),
                List.of("ledger", "export", "beancount"),
                List.of(
                        "plan",
                        Program.home().resolve("config/briefs/tea-house.md").toString(),
                        "--json"));
        List<List<String>> asked = questions.stream()
                .map(question ->
                        Stream.concat(question.stream(), where.stream()).toList())
                .toList();
        List<String> answers = new ArrayList<>();
        for (List<String> place : PLACES) {
            Program program = new Program(folder, Map.of(), place);
            Program.Ended ended = program.several(asked);
            assertEquals(0, ended.exit(), ended.err());
            Program.Ended started = program.run(asked.getFirst().toArray(String[]::new));
            assertTrue(ended.out().startsWith(started.out()), started.out());
            answers.add(ended.out());
        }
        assertTrue(answers.getFirst().contains("0.050000"), answers.getFirst());
        assertEquals(answers.get(0), answers.get(1));
        assertEquals(answers.get(0), answers.get(2));
    }
}
