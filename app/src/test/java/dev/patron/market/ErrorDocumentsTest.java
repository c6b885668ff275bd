package dev.patron.market;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.app.Bench;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever goes wrong, `--json` prints one document, and the exit code tells usage from fault. */
class ErrorDocumentsTest {
    private record Case(int exit, String code, List<Object> words) {}

    private static Case usage(Object... words) {
        return new Case(2, "USAGE", List.of(words));
    }

    @Test
    void everyErrorIsOneDocument(@TempDir Path folder) {
        try (Bench bench = new Bench(folder)) {
            Path brief = bench.brief("apple", 1);
            Path odd = bench.brief("odd", "---\nbudget: 0.5\n---\nOne apple.\n");
            Path empty = bench.brief("empty", "---\ntitle: Nothing\n---\n");
            Path policy = bench.write("config/odd.yaml", "version: 1\nzone: Nowhere/Else\n");
            Path file = bench.write("file", "in the way");
            List<Case> cases = List.of(
                    usage("nonsense"),
                    usage("run"),
                    usage("run", brief, "--nonsense"),
                    usage("run", brief, "--prompt", "an apple", "--image"),
                    usage("run", "--prompt", "an apple"),
                    usage("run", brief, odd.resolveSibling("apple.md"), "--key", "k"),
                    usage("run", brief, "--market", "nobody"),
                    usage("run", brief, "--planner", "nobody"),
                    usage("run", brief, "--sandbox-fault", "nonsense"),
                    usage("run", brief, "--sandbox", "http://example.com:80"),
                    usage("policy"),
                    new Case(2, "CONFIGURATION", List.of("run", folder.resolve("absent.md"))),
                    new Case(2, "CONFIGURATION", List.of("run", odd)),
                    new Case(2, "CONFIGURATION", List.of("policy", "check", policy)),
                    new Case(2, "QUESTION", List.of("show", "zz")),
                    new Case(2, "QUESTION", List.of("cancel", "zz")),
                    new Case(2, "USAGE", List.of("resume", "zz")),
                    new Case(2, "QUESTION", List.of("policy", "explain", "D999999")),
                    new Case(2, "QUESTION", List.of("policy", "headroom", "--agent", "nobody")),
                    new Case(2, "QUESTION", List.of("ledger", "statement", "--from", "yesterday")),
                    new Case(2, "QUESTION", List.of("ledger", "statement", "--zone", "Mars")),
                    new Case(2, "QUESTION", List.of("ledger", "statement", "--by", "moon")),
                    new Case(2, "QUESTION", List.of("ledger", "statement", "--market", "play")),
                    new Case(
                            2,
                            "QUESTION",
                            List.of("ledger", "statement", "--from", "2026-02-01", "--to", "2026-01-01")),
                    new Case(2, "USAGE", List.of("ledger", "statement", "--html", folder.resolve("no/page.html"))),
                    usage("ledger", "export", "xml"),
                    usage("ledger", "export", "csv"),
                    new Case(2, "USAGE", List.of("ledger", "export", "csv", "--out", folder)),
                    new Case(
                            2,
                            "QUESTION",
                            List.of("ledger", "export", "jsonl", "--market", "real", "--out", folder.resolve("x"))),
                    new Case(1, "PLANNER", List.of("run", empty)),
                    new Case(1, "FAULT", List.of("run", brief, "--sandbox", "http://127.0.0.1:1")),
                    new Case(1, "FAULT", List.of("runs", "--data", file)));
            assertAll(cases.stream().map(one -> () -> holds(bench, one)));
            bench.write("config/policy.yaml", "version: 1\n");
            holds(bench, new Case(2, "CONFIGURATION", List.of("run", brief)));
            bench.write("config/patron.yaml", "colour: red\n");
            holds(bench, new Case(2, "CONFIGURATION", List.of("runs")));
        }
    }

    private static void holds(Bench bench, Case one) {
        Object[] words = java.util.stream.Stream.concat(one.words().stream(), java.util.stream.Stream.of("--json"))
                .toArray();
        Bench.Ran ran = bench.patron(words);
        JsonNode document = ran.json();
        assertEquals("error", document.path("status").asText(), one + " " + ran);
        assertEquals(one.code(), document.path("error").path("code").asText(), one + " " + ran);
        assertFalse(document.path("error").path("message").asText().isBlank(), one.toString());
        assertEquals(one.exit(), ran.exit(), one + " " + ran);
    }
}
