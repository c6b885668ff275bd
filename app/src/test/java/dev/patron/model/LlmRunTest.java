package dev.patron.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.patron.app.Bench;
import dev.patron.app.Relay;
import dev.patron.ledger.Ledger;
import dev.patron.sandbox.Sandbox;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A language model plans runs at the sandbox: the whole program, over HTTP on both sides. */
class LlmRunTest {
    private static final String KEY = "sk-canary-5f2e9b";
    private static final String BRIEF = """
        ---
        title: A tea house
        budget: "0.20"
        ---
        A tea house at dawn, and petals that drift.
        """;

    private Bench bench;

    LlmRunTest(@TempDir Path folder) {
        bench = new Bench(folder);
    }

    @BeforeEach
    void begin() {
        bench.settings("planner: outline", "planner: auto");
    }

    @AfterEach
    void end() {
        bench.close();
    }

    private ScriptedModel model(java.util.function.Function<ScriptedModel.Question, List<ScriptedModel.Call>> mind) {
        ScriptedModel model = new ScriptedModel(mind);
        bench.variables(
                Map.of("OPENAI_BASE_URL", model.baseUrl().toString(), "OPENAI_API_KEY", KEY, "OPENAI_MODEL", "tea-1"));
        return model;
    }

    /** Plans two pictures and a film; told that the film is too dear, plans one more picture; buys what it may. */
    private static List<ScriptedModel.Call> sensible(ScriptedModel.Question question) {
        return switch (question.round()) {
            case 0 -> List.of(ScriptedModel.storyboard("image", "Dawn", "image", "A kettle", "video", "Petals drift"));
            case 1 ->
                Stream.concat(
                                ScriptedModel.generate(question.shots("affordable")).stream(),
                                Stream.of(ScriptedModel.storyboard("image", "Petals, still")))
                        .toList();
            case 2 -> ScriptedModel.generate(question.shots("affordable"));
            default -> List.of(ScriptedModel.finish());
        };
    }

    @Test
    void theModelPlansIsDeniedPlansAnewAndFinishes() throws IOException {
        try (ScriptedModel model = model(LlmRunTest::sensible)) {
            Bench.Ran ran = bench.buy("run", bench.brief("tea", BRIEF));

            assertEquals(3, ran.exit(), ran.out() + ran.err());
            JsonNode run = ran.json();
            assertEquals("partial", run.path("status").asText());
            assertEquals(List.of("delivered", "delivered", "refused", "delivered"), statuses(run));
            assertEquals("0.150000", run.path("spent_usd").asText());
            assertEquals(
                    "BRIEF_BUDGET_EXCEEDED",
                    run.path("denials").path(0).path("code").asText());
            assertEquals(
                    new ObjectMapper()
                            .readTree("{\"name\":\"llm\",\"model\":\"tea-1\",\"calls\":4,"
                                    + "\"prompt_tokens\":4000,\"completion_tokens\":200}"),
                    run.path("planner"));
            assertEquals(BigInteger.valueOf(150_000), bench.sandbox().chain().balance(Sandbox.PAY_TO));
            assertEquals(List.of(0, 1, 2, 3), rounds(model));
            ScriptedModel.Question second = model.questions().get(1);
            assertEquals(List.of("shot-03"), second.shots("refused"));
            assertEquals(
                    "0.100000",
                    second.results()
                            .getFirst()
                            .path("shots")
                            .path(2)
                            .path("remaining_usd")
                            .asText());
            assertEquals(
                    3,
                    bench.relay().orders().stream().filter(Relay.Order::isPaid).count());

            Path out = Path.of(run.path("out").asText());
            String receipt = Files.readString(out.resolve("receipt.md"));
            assertTrue(receipt.contains("4 answers, 4000 prompt and 200 completion tokens"), receipt);
            JsonNode manifest =
                    new ObjectMapper().readTree(out.resolve("manifest.json").toFile());
            assertEquals(run.path("planner"), manifest.path("planner"));
            assertTrue(bench.ledger(Ledger::verify).isSound());
            assertNowhere(KEY, ran);
            assertNowhere("As you wish.", ran);
        }
    }

    /** Neither in what was printed nor in any file: of the model's words the journal keeps sealed ones only. */
    private void assertNowhere(String secret, Bench.Ran ran) throws IOException {
        assertFalse((ran.out() + ran.err()).contains(secret));
        try (Stream<Path> walk = Files.walk(bench.folder())) {
            List<Path> files = walk.filter(Files::isRegularFile).toList();
            assertTrue(files.size() > 10);
            for (Path file : files) {
                assertFalse(Files.readString(file, StandardCharsets.ISO_8859_1).contains(secret), file.toString());
            }
        }
    }

    @Test
    void aModelThatFailsInMidRunLeavesARunThatGoesOn() {
        try (ScriptedModel model = model(LlmRunTest::sensible)) {
            model.disturbAfter(2, 500, 503, 500);
            Bench.Ran ran = bench.buy("run", bench.brief("tea", BRIEF));
            assertEquals(1, ran.exit(), ran.out());
            assertEquals("PLANNER", ran.json().path("error").path("code").asText());
            String message = ran.json().path("error").path("message").asText();
            assertTrue(
                    message.startsWith("the model `tea-1` at `127.0.0.1` answered 500 (tried 3 times); nothing more"),
                    message);

            Bench.Ran again = bench.buy("resume");
            JsonNode run = again.json().path("runs").path(0);
            assertEquals(List.of("delivered", "delivered", "refused", "delivered"), statuses(run));
            assertEquals(List.of(0, 1, 2, 3), rounds(model));
            assertEquals("0.150000", run.path("spent_usd").asText());
        }
    }

    @Test
    void aModelThatInsistsIsStuckAndAnotherPlannerEndsTheRun() {
        try (ScriptedModel model = model(question -> switch (question.round()) {
            case 0 -> List.of(ScriptedModel.storyboard("image", "Dawn", "video", "Petals drift"));
            case 1 -> ScriptedModel.generate(question.shots("affordable"));
            default -> List.of(ScriptedModel.Call.of("generate_video", "{'shot':'shot-02'}"));
        })) {
            Bench.Ran ran = bench.buy("run", bench.brief("tea", BRIEF));
            assertEquals(1, ran.exit(), ran.out());
            String message = ran.json().path("error").path("message").asText();
            assertTrue(message.startsWith("PLANNER_STUCK: ") && message.contains("`shot-02`"), message);
            assertEquals(List.of(0, 1, 2, 3, 4), rounds(model));

            Bench.Ran again = bench.buy("resume", "--planner", "outline");
            assertEquals(3, again.exit(), again.out());
            assertEquals(
                    List.of("delivered", "refused"),
                    statuses(again.json().path("runs").path(0)));
            assertEquals(5, model.questions().size());
            assertEquals(BigInteger.valueOf(50_000), bench.sandbox().chain().balance(Sandbox.PAY_TO));
        }
    }

    @Test
    void whoPlansIsSaidWhereNobodyNamedIt() {
        Path brief = bench.brief("two", 2);
        String outline = "planning with `outline`, which asks no model: neither `OPENAI_API_KEY` nor `OPENAI_BASE_URL`"
                + " is set\n";
        assertEquals(outline, bench.patron("plan", brief).err());
        assertEquals("", bench.patron("plan", brief, "--quiet").err());
        assertEquals("", bench.patron("plan", brief, "--planner", "outline").err());
        Bench.Ran none = bench.patron("plan", brief, "--planner", "llm");
        assertEquals(2, none.exit());
        assertTrue(none.err().contains("set `OPENAI_API_KEY`"), none.err());

        try (ScriptedModel model = model(LlmRunTest::sensible)) {
            Bench.Ran plan = bench.patron("plan", brief, "--json");
            assertEquals("planning with the model tea-1 at 127.0.0.1\n", plan.err());
            assertEquals(3, plan.json().path("shots").size());
            Bench.Ran single = bench.buy("run", "--prompt", "A pear", "--image");
            assertEquals(0, single.exit(), single.out());
            assertEquals("outline", single.json().path("planner").path("name").asText());
            assertEquals(1, model.questions().size());
        }
        bench.variables(Map.of("OPENAI_BASE_URL", "http://models.example/v1"));
        Bench.Ran plain = bench.patron("run", brief);
        assertEquals(2, plain.exit());
        assertTrue(plain.err().contains("plain http is for this machine only; nothing was bought"), plain.err());
    }

    private static List<Integer> rounds(ScriptedModel model) {
        return model.questions().stream().map(ScriptedModel.Question::round).toList();
    }

    private static List<String> statuses(JsonNode run) {
        List<String> statuses = new ArrayList<>();
        run.path("shots").forEach(shot -> statuses.add(shot.path("status").asText()));
        return statuses;
    }
}
