package dev.patron.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.money.Usd;
import dev.patron.plan.Brief;
import dev.patron.plan.Deliverable;
import dev.patron.plan.Kind;
import dev.patron.plan.Quality;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BriefFileTest {
    private static final String DESIGN = """
        ---
        title: Spring opening of a tea house
        budget: "0.50"
        deliverables:
          - {kind: image, count: 4, aspect_ratio: "16:9", resolution: 2k, quality: best}
          - {kind: video, count: 1, aspect_ratio: landscape, quality: fast}
        ---
        Soft morning light, cherry blossoms, …
        """;

    private static String problem(String source) {
        return String.valueOf(assertThrows(ConfigException.class, () -> BriefFile.parse("b.md", source))
                .getMessage());
    }

    @Test
    void frontMatterAndTextArrive() {
        Brief brief = BriefFile.parse("b.md", DESIGN);
        assertEquals("Spring opening of a tea house", brief.title());
        assertEquals(Optional.of(Usd.parse("0.50")), brief.budget());
        assertEquals(
                List.of(
                        new Deliverable(
                                Kind.IMAGE, 4, Optional.of("16:9"), Optional.of("2k"), Quality.BEST, Optional.empty()),
                        new Deliverable(
                                Kind.VIDEO,
                                1,
                                Optional.of("landscape"),
                                Optional.empty(),
                                Quality.FAST,
                                Optional.empty())),
                brief.deliverables());
        assertEquals("Soft morning light, cherry blossoms, …", brief.text());
        assertEquals(DESIGN, brief.source());
        assertEquals(64, brief.digest().length());
    }

    @Test
    void aFileWithMarkAndWindowsLineEndsMeansTheSameAndIsAnotherFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("tea.md");
        Files.writeString(file, "\uFEFF" + DESIGN.replace("\n", "\r\n"));
        Brief windows = BriefFile.read(file);
        Brief plain = BriefFile.parse("b.md", DESIGN);
        assertEquals(plain.deliverables(), windows.deliverables());
        assertEquals(plain.text(), windows.text());
        assertNotEquals(plain.digest(), windows.digest());
        assertEquals(
                windows.digest(), BriefFile.parse("again", windows.source()).digest());
    }

    @Test
    void theTitleIsTheFirstHeadingElseTheFilesName(@TempDir Path folder) throws Exception {
        assertEquals(
                "A bold start",
                BriefFile.parse("b", "text\n\n## A **bold** start ##\n# Later").title());
        Path file = Files.writeString(folder.resolve("tea-house.v2.md"), "just text");
        assertEquals("tea-house.v2", BriefFile.read(file).title());
        assertEquals("", BriefFile.parse("empty", "").text());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "budget: \"0.50\"|budget: 0.50|b.md:3: budget: amounts stand in quotes; write \"0.50\"",
                "count: 4|count: 0|b.md:5: deliverables[0].count: must be a whole number from 1 to 100, not `0`",
                "count: 4|count: 100|b.md:5: deliverables: asks for 101 shots, more than 100; split the brief",
                "kind: video|kind: movie|b.md:6: deliverables[1].kind: `movie` is not one of [image, video]",
                "quality: fast|qualty: fast|b.md:6: deliverables[1].qualty: unknown key; did you mean `quality`?",
                "title:|titel:|b.md:2: titel: unknown key; did you mean `title`?",
                "resolution: 2k|resolution: 1080|b.md:5: deliverables[0].resolution: must be text; write \"1080\" in"
                        + " quotes"
            })
    void wrongFrontMatterIsNamedByTheLineOfTheFile(String right, String wrong, String why) {
        assertEquals(why, problem(DESIGN.replace(right, wrong)));
    }

    @Test
    void at122ControlCharactersAreRefusedByLine() {
        assertEquals("b.md:2: holds the control character U+001B; remove it", problem("one\n\u001B[31mtwo"));
        assertEquals("b.md:1: holds the control character U+0000; remove it", problem("\0"));
        assertEquals("b.md:1: holds the control character U+D800; remove it", problem("\uD800"));
    }

    @Test
    void unclosedFrontMatterAndHugeOrLatinFilesAreRefused(@TempDir Path folder) throws Exception {
        assertTrue(problem("---\ntitle: x\n").startsWith("b.md:1: front matter begins here and never ends"));
        Path huge = Files.writeString(folder.resolve("huge.md"), "x".repeat(BriefFile.MOST_BYTES + 1));
        assertThrows(ConfigException.class, () -> BriefFile.read(huge));
        Path latin = Files.write(folder.resolve("latin.md"), new byte[] {'a', (byte) 0xFC});
        assertThrows(ConfigException.class, () -> BriefFile.read(latin));
        assertTrue(String.valueOf(assertThrows(ConfigException.class, () -> BriefFile.read(folder.resolve("none.md")))
                        .getMessage())
                .endsWith("none.md: there is no such file"));
    }
}
