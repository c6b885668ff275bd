package dev.patron.planner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.plan.History;
import dev.patron.plan.Kind;
import dev.patron.plan.ModelBounds;
import dev.patron.plan.Move;
import dev.patron.plan.Outcome;
import dev.patron.plan.PlannerException;
import dev.patron.plan.Shot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The planner `llm` against a server that speaks as OpenAI's does: what it says, and what it makes of answers. */
class LlmPlannerTest {
    private static final String VIDEO = """
        {"shots":[{"kind":"video","model":"veo-3.1-fast","prompt":"Petals drift","aspect_ratio":"landscape",
        "resolution":null}]}\
        """;

    @Test
    void itPlansIsDeniedPlansAnewBuysAndFinishes() {
        try (Table table = new Table(
                ModelServer.call("storyboard", VIDEO),
                ModelServer.call("storyboard", ModelServer.images("Dawn", "Kettle")),
                ModelServer.calls(
                        "generate_image", "{\"shot\":\"shot-02\"}", "generate_image", "{\"shot\":\"shot-03\"}"),
                ModelServer.call("finish", "{\"reason\":\"two pictures\"}"))) {
            List<Move> moves = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                moves.addAll(table.turn());
            }
            assertEquals(
                    List.of("shot-01", "shot-02", "shot-03"),
                    table.history.shots().stream().map(Shot::id).toList());
            assertEquals(Kind.VIDEO, table.history.shots().getFirst().kind());
            assertEquals(
                    List.of(
                            new Move.Generate("shot-02"),
                            new Move.Generate("shot-03"),
                            new Move.Finish("two pictures")),
                    moves.subList(2, 5));
            JsonNode denied =
                    table.server.asked().get(1).result(1).path("shots").path(0);
            assertEquals(
                    "{\"shot\":\"shot-01\",\"kind\":\"video\",\"model\":\"veo-3.1-fast\",\"state\":\"refused\","
                        + "\"code\":\"BRIEF_BUDGET_EXCEEDED\",\"price_usd\":\"0.250000\",\"remaining_usd\":\"0.100000\","
                        + "\"frees_at\":null}",
                    denied.toString());
            assertEquals(
                    "delivered",
                    table.server
                            .last()
                            .result(2)
                            .path("shots")
                            .path(0)
                            .path("state")
                            .asText());
        }
    }

    @Test
    void theQuestionHoldsStrictToolsTheBriefAndTheMenuAndNoKey() {
        try (Table table = new Table(ModelServer.call("storyboard", ModelServer.images("Dawn")))) {
            table.next();
            ModelServer.Asked asked = table.server.last();
            assertEquals(List.of("Bearer " + Table.KEY), asked.headers().get("Authorization"));
            assertFalse(asked.body().contains(Table.KEY));
            JsonNode json = asked.json();
            assertEquals("test-model", json.path("model").asText());
            assertEquals(List.of("system", "user"), json.path("messages").findValuesAsText("role"));
            String user = json.path("messages").path(1).path("content").asText();
            assertTrue(user.contains("A tea house at dawn.") && user.contains("\"budget_usd\" : \"0.500000\""), user);
            assertTrue(user.contains("nano-banana-2") && user.contains("\"price_usd\" : \"0.250000\""), user);
            List<String> names = new ArrayList<>();
            for (JsonNode tool : json.path("tools")) {
                JsonNode function = tool.path("function");
                names.add(function.path("name").asText());
                assertTrue(function.path("strict").asBoolean(), function::toString);
                assertEquals("object", function.path("parameters").path("type").asText(), function::toString);
                assertClosed(function.path("parameters"));
                assertEquals(
                        Prompts.of("1").text(function.path("name").asText()),
                        function.path("description").asText());
            }
            assertEquals(List.of("storyboard", "generate_image", "generate_video", "budget", "finish"), names);
        }
    }

    /** Every object of a schema names its keys, requires them all and allows no other. */
    private static void assertClosed(JsonNode schema) {
        if (schema.path("type").asText().equals("object")) {
            assertTrue(schema.has("additionalProperties")
                    && !schema.path("additionalProperties").asBoolean(true));
            assertEquals(
                    schema.path("properties").size(), schema.path("required").size(), schema::toString);
        }
        schema.forEach(LlmPlannerTest::assertClosed);
    }

    @Test
    void severalAnswersOfOneTurnAreWrittenDownEachAndToldAgainAfterAStop() {
        try (Table table = new Table(
                ModelServer.call("budget", "{}"), ModelServer.call("storyboard", ModelServer.images("Dawn")))) {
            History before = table.history;
            List<Move> moves = table.next();
            assertEquals(2, table.history.calls().size());
            assertEquals(110, table.history.calls().getFirst().tokens());
            assertEquals("test-model", table.history.calls().getFirst().model());
            assertEquals(
                    "0.500000",
                    table.server.last().result(1).path("brief_budget_left_usd").asText());
            assertEquals(
                    "0.250000",
                    table.server
                            .last()
                            .result(1)
                            .path("prices_usd")
                            .path("video")
                            .asText());

            // Died after the first answer was written: the second question is put as before.
            String second = table.server.last().body();
            History.Step first = table.history.steps().getFirst();
            table.history = before.with(first);
            table.server.then(ModelServer.call("storyboard", ModelServer.images("Dawn")));
            assertEquals(moves, table.next());
            assertEquals(3, table.server.asked().size());
            assertEquals(second, table.server.last().body());

            // Died after the second, before its move: the move is made and nothing asked.
            table.history = before.with(first).with(table.history.steps().get(1));
            assertEquals(moves, table.next());
            assertEquals(3, table.server.asked().size());
        }
    }

    @Test
    void aRepeatedQuestionIsAnsweredTwiceWithTheDenialAndThenLeftToTheRun() {
        String again = "{\"shot\":\"shot-01\"}";
        try (Table table = new Table(
                ModelServer.call("storyboard", VIDEO),
                ModelServer.call("generate_video", again),
                ModelServer.call("storyboard", VIDEO),
                ModelServer.call("generate_video", again))) {
            table.turn();
            assertEquals(List.of(new Move.Generate("shot-01")), table.next());
            assertEquals(4, table.server.asked().size());
            for (int i = 2; i < 4; i++) {
                JsonNode told = table.server.asked().get(i).result(1);
                assertEquals("already_refused", told.path("error").asText());
                assertEquals(
                        "0.100000",
                        told.path("shots").path(0).path("remaining_usd").asText());
            }
        }
    }

    @Test
    void aFailedShotIsRetriedOnceAndNoMore() {
        String shot = "{\"shot\":\"shot-01\"}";
        try (Table table = new Table(
                ModelServer.call("storyboard", ModelServer.images("Dawn")), ModelServer.call("generate_image", shot))) {
            table.turn();
            table.next();
            table.happened(new Outcome.Failed("shot-01", true));
            table.server.then(ModelServer.call("generate_image", shot));
            assertEquals(List.of(new Move.Retry("shot-01")), table.next());
            table.happened(new Outcome.Failed("shot-01", false));
            table.server.then(
                    ModelServer.call("generate_image", shot), ModelServer.call("finish", "{\"reason\":\"no\"}"));
            assertEquals(List.of(new Move.Finish("no")), table.next());
            assertEquals(
                    "no_retry_left", table.server.last().result(1).path("error").asText());
        }
    }

    @Test
    void aRunThatUsedItsAnswersOrTokensEndsAsItStands() {
        try (Table table =
                new Table(ModelServer.call("storyboard", ModelServer.images("Dawn")), ModelServer.text("Hm."))) {
            table.bounds = new ModelBounds(2, 200_000, 40, Duration.ofSeconds(5), Duration.ofMinutes(5));
            table.turn();
            assertEquals(List.of(new Move.Finish("stopped: the model may use 2 answers in one run")), table.next());
        }
        try (Table table = new Table()) {
            table.bounds = new ModelBounds(9, 1_000, 40, Duration.ofSeconds(5), Duration.ofMinutes(5));
            String message = assertThrows(PlannerException.class, table::next).getMessage();
            assertTrue(String.valueOf(message).contains("planned nothing within 1000 tokens"), message);
            assertEquals(List.of(), table.server.asked());
        }
    }

    @Test
    void aModelThatOnlyTalksIsToldSoAndThenGivenUp() {
        try (Table table = new Table(ModelServer.text("Hello"), ModelServer.text("Dawn!"))) {
            table.bounds = new ModelBounds(2, 200_000, 40, Duration.ofSeconds(5), Duration.ofMinutes(5));
            assertThrows(PlannerException.class, table::next);
            assertEquals(
                    Prompts.of("1").text("nudge"),
                    table.server.last().message(0).path("content").asText());
        }
    }

    @Test
    void aRunOfAnotherPlannerIsToldToTheModelAsNewsOrSeenHomeWithoutOne() {
        try (Table table = new Table(ModelServer.call("finish", "{\"reason\":\"done\"}"))) {
            OutlinePlanner outline = new OutlinePlanner(Table.SHOP.menu());
            Move first = outline.next(table.brief, table.history, _ -> {}).getFirst();
            table.history = table.history.with(new History.Step.Moved(first));
            table.history.shots().forEach(shot -> table.happened(new Outcome.Affordable(shot.id(), Table.IMAGE)));

            List<Move> moves = new AutoPlanner(outline, table.planner()).next(table.brief, table.history, _ -> {});
            assertEquals(outline.next(table.brief, table.history, _ -> {}), moves);
            assertEquals(List.of(), table.server.asked());

            assertEquals(List.of(new Move.Finish("done")), table.next());
            String news = table.server.last().message(0).path("content").asText();
            assertTrue(news.contains("\"shot\" : \"shot-01\"") && news.contains("\"state\" : \"affordable\""), news);
        }
    }
}
