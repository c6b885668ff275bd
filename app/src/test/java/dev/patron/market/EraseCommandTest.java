package dev.patron.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.app.Bench;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A brief is erased: nothing of it can be read, everything that was paid can be checked. */
class EraseCommandTest {
    @TempDir
    Path folder;

    private static Bench.Ran erase(Bench bench, String id) {
        return bench.patron("ledger", "erase", "--brief", id, "--yes", "--json");
    }

    /** Time passes until what was settled is final, and the chain is asked. */
    private static void later(Bench bench) {
        bench.clock().reach(bench.clock().instant().plusSeconds(60));
        bench.buy("resume");
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }

    /** Files of the data directory, without the sandbox's own, that hold a text. */
    private static List<Path> holding(Bench bench, String text) throws IOException {
        Stream.Builder<Path> found = Stream.builder();
        for (Path file : files(bench.data())) {
            String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            if (!file.startsWith(bench.data().resolve("sandbox")) && bytes.contains(text)) {
                found.add(file);
            }
        }
        return found.build().toList();
    }

    @Test
    void aBriefIsErasedAndTheBooksStand() throws Exception {
        try (Bench bench = new Bench(folder)) {
            JsonNode ran = bench.buy("run", bench.brief("secret-wedding", 2)).json();
            String run = ran.path("run").asText();
            Path out = Path.of(ran.path("out").asText());
            String statement = bench.patron("ledger", "statement", "--json")
                    .json()
                    .path("accounts")
                    .toString();
            JsonNode traced = bench.patron("ledger", "trace", run, "--json").json();
            String commitment = traced.path("purchases")
                    .path(0)
                    .path("shot")
                    .path("prompt_commitment")
                    .asText();
            assertNotEquals(publicSalt(run), commitment, "a salt that everybody knows would let everybody guess");
            assertEquals(2, files(bench.data().resolve("assets")).size());
            assertEquals(1, files(bench.data().resolve("keys")).size());
            assertEquals(List.of(), holding(bench, "secret-wedding"), "not even before");
            Bench.Ran early = erase(bench, run);
            assertEquals(2, early.exit(), early.out());
            assertTrue(early.out().contains("the settlement of shot-02 is not final"), early.out());
            later(bench);

            isAskedFirst(bench, run);

            Bench.Ran erased = erase(bench, run.substring(0, 8));
            assertEquals(0, erased.exit(), erased.out());
            JsonNode said = erased.json().path("runs").path(0);
            assertEquals(run, said.path("run").asText());
            assertEquals(2, said.path("stored_files").asInt(), said.toString());
            assertEquals(2, said.path("sealed_requests").asInt(), said.toString());
            assertEquals(out.toString(), said.path("out").asText());

            assertEquals(List.of(), files(bench.data().resolve("assets")));
            assertEquals(List.of(), files(bench.data().resolve("keys")));
            assertEquals(List.of(), holding(bench, "secret-wedding"));
            assertTrue(Files.exists(out.resolve("shot-01.png")), "the delivery is the user's own");
            stillWorks(bench, run);
            assertEquals(
                    statement,
                    bench.patron("ledger", "statement", "--json")
                            .json()
                            .path("accounts")
                            .toString());
            assertEquals(
                    traced.path("purchases").path(0).path("authorization"),
                    bench.patron("ledger", "trace", run, "--json")
                            .json()
                            .path("purchases")
                            .path(0)
                            .path("authorization"));
            Bench.Ran again = erase(bench, run);
            assertEquals(0, again.exit(), again.out());
            assertTrue(again.json().path("runs").path(0).path("before").asBoolean(), again.out());
        }
    }

    private static void isAskedFirst(Bench bench, String run) throws IOException {
        Bench.Ran asked = bench.patron("ledger", "erase", "--brief", run);
        assertEquals(2, asked.exit(), asked.out());
        assertTrue(asked.err().contains("say `--yes`") && asked.err().contains(run), asked.err());
        assertEquals(1, files(bench.data().resolve("keys")).size(), "nothing happened yet");
    }

    private static String publicSalt(String run) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256")
                        .digest((run + "\nOne apple on a plain table.").getBytes(StandardCharsets.UTF_8)));
    }

    private static void stillWorks(Bench bench, String run) throws IOException {
        assertEquals(0, bench.patron("ledger", "verify").exit());
        JsonNode show = bench.patron("show", run, "--json").json();
        assertEquals("(erased)", show.path("title").asText(), show.toString());
        assertEquals("delivered", show.path("status").asText());
        assertTrue(show.path("out").isNull());
        assertEquals(
                Bench.NOON.toString().substring(0, 10),
                show.path("erased_at").asText().substring(0, 10));
        assertTrue(bench.patron("show", run).out().contains("can no longer be read"));
        assertTrue(bench.patron("runs").out().contains("(erased)"));
        List<Path> before = files(bench.folder().resolve("out"));
        assertEquals(0, bench.buy("resume", run).exit());
        Bench.Ran resumed = bench.buy("resume");
        assertEquals(0, resumed.exit(), resumed.out());
        assertEquals(0, resumed.json().path("runs").size(), resumed.out());
        assertEquals(before, files(bench.folder().resolve("out")), "nothing is delivered again");
        assertEquals(
                "(erased)",
                bench.patron("show", run, "--json").json().path("title").asText());
        assertEquals(0, bench.patron("ledger", "verify").exit());
    }

    @Test
    void whatIsOpenIsNotErased() throws IOException {
        try (Bench bench = new Bench(folder)) {
            bench.sandbox().faults().schedule("no-id*1");
            JsonNode ran = bench.buy("run", bench.brief("apples", 1)).json();
            String run = ran.path("run").asText();
            Bench.Ran unfinished = erase(bench, run);
            assertEquals(2, unfinished.exit(), unfinished.out());
            assertTrue(unfinished.out().contains("it is unfinished (partial)"), unfinished.out());
            assertTrue(unfinished.out().contains("claim C1 of shot-01 is open"), unfinished.out());
            bench.patron("cancel", run);
            later(bench);
            assertEquals(2, erase(bench, run).exit());
            assertEquals(
                    "apples",
                    bench.patron("show", run, "--json").json().path("title").asText());
            bench.patron("claims", "close", "C1", "--reason", "written-off");
            Bench.Ran erased = erase(bench, run);
            assertEquals(0, erased.exit(), erased.out());
            assertEquals(List.of(), files(bench.data().resolve("keys")));
            assertEquals(0, bench.patron("ledger", "verify").exit());
            for (String wrong : List.of("ffffffff", run.substring(0, 7), "")) {
                assertEquals(2, erase(bench, wrong).exit(), wrong);
            }
        }
    }

    @Test
    void aBriefNamesAllItsRunsAndOneThatIsOpenKeepsAll() throws IOException {
        try (Bench bench = new Bench(folder)) {
            Path brief = bench.brief("apples", 1);
            String first = bench.buy("run", brief).json().path("run").asText();
            bench.sandbox().faults().schedule("no-id*1");
            String second = bench.buy("run", brief).json().path("run").asText();
            String digest = bench.patron("ledger", "trace", first, "--json")
                    .json()
                    .path("purchases")
                    .path(0)
                    .path("brief")
                    .path("sha256")
                    .asText();
            assertEquals(2, erase(bench, digest).exit());
            assertEquals(2, files(bench.data().resolve("keys")).size(), "none of them was");
            bench.patron("cancel", second);
            later(bench);
            bench.patron("claims", "close", "C1", "--reason", "written-off");
            Bench.Ran both = erase(bench, digest);
            assertEquals(0, both.exit(), both.out());
            assertEquals(2, both.json().path("runs").size(), both.out());
            assertEquals(List.of(), files(bench.data().resolve("keys")));
            assertEquals(List.of(), files(bench.data().resolve("assets")));
        }
    }

    @Test
    void aKeyedRunThatWasErasedStaysDone() throws IOException {
        try (Bench bench = new Bench(folder)) {
            Path brief = bench.brief("apples", 1);
            String run = bench.buy("run", brief, "--key", "weekly")
                    .json()
                    .path("run")
                    .asText();
            later(bench);
            assertEquals(0, erase(bench, run).exit());
            int orders = bench.relay().orders().size();
            Bench.Ran again = bench.buy("run", brief, "--key", "weekly");
            assertEquals(0, again.exit(), again.out());
            assertEquals("(erased)", again.json().path("title").asText());
            assertEquals(orders, bench.relay().orders().size(), "nothing is bought again");
        }
    }

    @Test
    void whatIsOldIsErasedWhenARunBegins() throws IOException {
        try (Bench bench = new Bench(folder)) {
            String old =
                    bench.buy("run", bench.brief("old", 1)).json().path("run").asText();
            bench.sandbox().faults().schedule("no-id*1");
            String owed =
                    bench.buy("run", bench.brief("owed", 1)).json().path("run").asText();
            bench.settings("data: .*", "retention: {payloads: 2d}\ndata: ../data");
            bench.clock().reach(Bench.NOON.plus(Duration.ofHours(47)));
            String young =
                    bench.buy("run", bench.brief("young", 1)).json().path("run").asText();
            assertEquals(3, files(bench.data().resolve("keys")).size(), "not old enough");
            bench.clock().reach(Bench.NOON.plus(Duration.ofHours(49)));
            Bench.Ran ran = bench.patron(
                    "run", bench.brief("new", 1), "--sandbox", bench.relay().url(), "--json");
            assertEquals(0, ran.exit(), ran.err());
            assertTrue(ran.err().contains("erased briefs and payloads of 1 run that"), ran.err());
            assertEquals("(erased)", title(bench, old));
            assertEquals("owed", title(bench, owed), "a claim is open");
            assertEquals("young", title(bench, young));
            assertTrue(
                    bench.patron("ledger", "show", "--run", old, "--json").out().contains("RETENTION"));
            assertFalse(Files.exists(bench.data().resolve("keys").resolve(old + ".key")));
            assertEquals(0, bench.patron("ledger", "verify").exit());
        }
    }

    private static String title(Bench bench, String run) {
        return bench.patron("show", run, "--json").json().path("title").asText();
    }
}
