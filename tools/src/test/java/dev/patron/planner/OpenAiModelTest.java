package dev.patron.planner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.plan.ModelBounds;
import dev.patron.plan.ModelCall;
import dev.patron.plan.Move;
import dev.patron.plan.PlannerException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong between the planner and its model: tried again where it may pass, and said clearly where not. */
class OpenAiModelTest {
    private static final ModelServer.Line GOOD = ModelServer.call("storyboard", ModelServer.images("Dawn"));

    private static ModelServer.Line busy(String retryAfter) {
        return new ModelServer.Line.Says(429, Map.of("Retry-After", retryAfter), "{\"error\":\"SERVER PROSE\"}");
    }

    private static String failure(Table table) {
        String message =
                String.valueOf(assertThrows(PlannerException.class, table::next).getMessage());
        assertFalse(message.contains("SERVER PROSE") || message.contains(Table.KEY), message);
        assertTrue(message.endsWith("; nothing more was bought, and `patron resume` goes on"), message);
        assertEquals(List.of(), table.history.steps());
        return message;
    }

    private static void assertPlans(Table table) {
        assertTrue(table.next().getFirst() instanceof Move.Propose);
        assertEquals(1, table.history.calls().size());
    }

    @Test
    void aBusyServerIsAskedAgainWhenItSays() {
        try (Table table = new Table(busy("7"), busy("Fri, 31 Dec 2029 23:59:59 GMT"), GOOD)) {
            assertPlans(table);
            assertEquals(List.of(Duration.ofSeconds(7), Duration.ofSeconds(2)), table.waits);
            assertEquals(
                    1,
                    table.server.asked().stream()
                            .map(ModelServer.Asked::body)
                            .distinct()
                            .count());
        }
    }

    @Test
    void whatMayPassIsTriedThreeTimes() {
        String half = "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"con";
        try (Table table = new Table(ModelServer.status(500), new ModelServer.Line.Cut(half), GOOD)) {
            assertPlans(table);
            assertEquals(List.of(Duration.ofSeconds(1), Duration.ofSeconds(2)), table.waits);
        }
        try (Table table = new Table(ModelServer.raw(half), ModelServer.raw("{}"), ModelServer.raw("[]"), GOOD)) {
            String message = failure(table);
            assertTrue(message.contains("sent an answer that is not a chat completion (tried 3 times)"), message);
            assertEquals(3, table.server.asked().size());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "401, refuses the key in `OPENAI_API_KEY`",
        "403, refuses the key in `OPENAI_API_KEY`",
        "404, it has no model `test-model`",
        "400, answered 400",
        "307, redirects are not followed"
    })
    void whatWillNotPassIsAskedOnce(int status, String words) {
        try (Table table = new Table(ModelServer.status(status), GOOD)) {
            String message = failure(table);
            assertTrue(message.contains(words), message);
            assertEquals(1, table.server.asked().size());
        }
    }

    @Test
    void aRedirectIsNotFollowed() {
        try (ModelServer other = new ModelServer(GOOD);
                Table table = new Table(new ModelServer.Line.Says(
                        308, Map.of("Location", other.baseUrl() + "/chat/completions"), ""))) {
            failure(table);
            assertEquals(List.of(), other.asked());
        }
    }

    @Test
    void aServerThatAsksToWaitForAnHourIsNotWaitedFor() {
        try (Table table = new Table(busy("3600"), GOOD)) {
            String message = failure(table);
            assertTrue(message.contains("answered 429 and asks to wait 3600 s"), message);
            assertEquals(List.of(), table.waits);
        }
    }

    @Test
    void aServerThatNeverAnswersOrSaysTooMuchIsGivenUp() {
        ModelServer.Line silence = new ModelServer.Line.Silence();
        try (Table table = new Table(silence, silence, silence)) {
            table.bounds = new ModelBounds(9, 200_000, 40, Duration.ofMillis(150), Duration.ofMinutes(5));
            String message = failure(table);
            assertTrue(message.contains("did not answer within"), message);
            assertEquals(3, table.server.asked().size());
        }
        try (Table table = new Table(ModelServer.text("x".repeat(2 << 20)))) {
            String message = failure(table);
            assertTrue(message.contains("sent more than 2097152 bytes"), message);
        }
    }

    @Test
    void nobodyThereAndTheTurnsTimeIsABoundOverAllTries() {
        URI gone;
        try (ModelServer closed = new ModelServer()) {
            gone = closed.baseUrl();
        }
        try (Table table = new Table()) {
            table.bounds = new ModelBounds(9, 200_000, 40, Duration.ofSeconds(5), Duration.ofSeconds(2));
            LlmPlanner planner = table.planner(new ModelAddress(gone, Optional.empty(), "m"));
            String message = String.valueOf(
                    assertThrows(PlannerException.class, () -> planner.next(table.brief, table.history, _ -> {}))
                            .getMessage());
            assertTrue(message.contains("could not be reached (tried 2 times)"), message);
            assertEquals(List.of(Duration.ofSeconds(1)), table.waits);
        }
    }

    @Test
    void withoutAKeyNoneIsSent() {
        try (Table table = new Table(GOOD)) {
            table.planner(new ModelAddress(table.server.baseUrl(), Optional.empty(), "m"))
                    .next(table.brief, table.history, _ -> {});
            assertFalse(table.server.last().headers().containsKey("Authorization"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"usage\":{\"prompt_tokens\":-5,\"completion_tokens\":0}",
                ",\"usage\":{\"prompt_tokens\":2000000000,\"completion_tokens\":2000000000}",
                ",\"usage\":null"
            })
    void tokensThatAreNotStatedOrImpossibleAreEstimated(String usage) {
        String message = "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"\",\"type\":\"function\","
                + "\"function\":{\"name\":\"storyboard\",\"arguments\":" + quoted(ModelServer.images("Dawn")) + "}}]}";
        try (Table table = new Table(ModelServer.raw("{\"choices\":[{\"message\":" + message + "}]" + usage + "}"))) {
            assertPlans(table);
            ModelCall call = table.history.calls().getFirst();
            assertTrue(call.promptTokens() > 500 && call.promptTokens() < 5_000, call::toString);
            assertTrue(call.completionTokens() > 40 && call.completionTokens() < 200, call::toString);
        }
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\"", "\\\"") + "\"";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[{\"message\":{}}]}",
                "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":null,\"refusal\":\"no\"}}]}",
                "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[]}}]}",
                "{\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":[{\"function\":{}}]}}]}",
                "{\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":[{}]}}]}",
                "{\"choices\":[{\"message\":{\"content\":[{\"type\":\"text\"}],\"tool_calls\":7}}]}"
            })
    void anOddAnswerIsToldToTheModelOrNamedAndNeverAStackTrace(String body) {
        try (Table table = new Table(ModelServer.raw(body), GOOD)) {
            try {
                assertTrue(table.next().getFirst() instanceof Move.Propose);
                assertEquals(2, table.history.calls().size());
            } catch (PlannerException e) {
                assertTrue(String.valueOf(e.getMessage()).contains("is not a chat completion"), e.getMessage());
            }
        }
    }

    @Test
    void theEnvironmentNamesTheModel() {
        assertEquals(Optional.empty(), address(Map.of("OPENAI_MODEL", "m")));
        ModelAddress usual = address(Map.of("OPENAI_API_KEY", " sk-1\n")).orElseThrow();
        assertEquals(URI.create("https://api.openai.com/v1"), usual.baseUrl());
        assertEquals(Optional.of("sk-1"), usual.key());
        assertFalse(usual.toString().contains("sk-1"));
        ModelAddress own = address(Map.of("OPENAI_BASE_URL", "http://127.0.0.1:1234/v1/", "OPENAI_MODEL", "qwen3:8b"))
                .orElseThrow();
        assertEquals(URI.create("http://127.0.0.1:1234/v1"), own.baseUrl());
        assertEquals("qwen3:8b at 127.0.0.1", own.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI_BASE_URL, http://models.example/v1",
        "OPENAI_BASE_URL, http://127.0.0.1.example/v1",
        "OPENAI_BASE_URL, ftp://127.0.0.1/v1",
        "OPENAI_BASE_URL, https://user:secret@models.example/v1",
        "OPENAI_BASE_URL, https://models.example/v1?key=secret",
        "OPENAI_BASE_URL, models.example",
        "OPENAI_BASE_URL, https://exa mple/",
        "OPENAI_MODEL, 'a model; rm'",
        "OPENAI_API_KEY, secret\u00a0key"
    })
    void anAddressThatCannotBeUsedIsRefusedWithoutRepeatingIt(String name, String value) {
        Map<String, String> variables = Map.of("OPENAI_API_KEY", "sk-1");
        Map<String, String> all = new java.util.HashMap<>(variables);
        all.put(name, value);
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> address(all)).getMessage());
        assertTrue(message.contains("`" + name + "`") && !message.contains("secret"), message);
    }

    private static Optional<ModelAddress> address(Map<String, String> variables) {
        return ModelAddress.of(name -> Optional.ofNullable(variables.get(name)));
    }
}
