package dev.patron.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.crash.Life.Moment;
import dev.patron.ledger.DurablePoint;
import dev.patron.model.ScriptedModel;
import dev.patron.sandbox.Sandbox;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run that a language model plans is killed with SIGKILL between the model's answers, again and again, and taken up
 * each time: the model is asked what it would have been asked, in the same words, and nothing that it answered is asked
 * again.
 */
@Tag("slow")
class PlannerKilledTest {
    private static final Moment NEVER = new Moment(DurablePoint.RUN_ENDED, 99);

    /** Asks for facts, plans one picture, buys it, finishes: four answers. */
    private static List<ScriptedModel.Call> mind(ScriptedModel.Question question) {
        return switch (question.round()) {
            case 0 -> List.of(ScriptedModel.Call.of("budget", "{}"));
            case 1 -> List.of(ScriptedModel.storyboard("image", "A red kettle"));
            case 2 -> ScriptedModel.generate(question.shots("affordable"));
            default -> List.of(ScriptedModel.finish());
        };
    }

    /** Lets a process carry a command to its end, or kills it at a moment. */
    private static void live(Scene scene, ScriptedModel model, Moment until, List<String> command) throws IOException {
        ProcessBuilder process = Start.java(scene.file("victim.err"), Victim.class.getName());
        process.environment().put("OPENAI_BASE_URL", model.baseUrl().toString());
        try (Life life = new Life(process.start())) {
            life.order(scene.ahead(), List.of(until), command);
            assertEquals(!until.equals(NEVER), life.standsAt(until), () -> "it did not come to " + until);
        }
    }

    private static List<String> bodies(ScriptedModel model) {
        return model.questions().stream().map(ScriptedModel.Question::body).toList();
    }

    @Test
    void killedAfterEveryAnswerTheModelIsAskedTheSameAndNothingTwice(@TempDir Path folder) throws Exception {
        List<String> undisturbed;
        try (ScriptedModel model = new ScriptedModel(PlannerKilledTest::mind);
                Scene scene = new Scene(folder.resolve("whole"), Scene.quick(folder.resolve("whole")))) {
            live(scene, model, NEVER, scene.run());
            undisturbed = bodies(model);
        }
        assertEquals(4, undisturbed.size());

        try (ScriptedModel model = new ScriptedModel(PlannerKilledTest::mind);
                Scene scene = new Scene(folder.resolve("cut"), Scene.quick(folder.resolve("cut")))) {
            // Each life dies when the first thing that it journals is an answer of the model.
            live(scene, model, new Moment(DurablePoint.STEP_JOURNALED, 1), scene.run());
            assertEquals(1, model.questions().size());
            List<String> resume = scene.words("resume");
            live(scene, model, new Moment(DurablePoint.STEP_JOURNALED, 1), resume);
            assertEquals(2, model.questions().size());
            // Planned, judged, and the next answer written; then killed before the picture is asked for.
            live(scene, model, new Moment(DurablePoint.STEP_JOURNALED, 3), resume);
            assertEquals(3, model.questions().size());
            live(scene, model, NEVER, resume);

            assertEquals(undisturbed, bodies(model));
            JsonNode run = scene.show(scene.runs().getFirst());
            assertEquals("delivered", run.path("status").asText());
            assertEquals(4, run.path("planner").path("calls").asInt());
            assertEquals(4_200, tokens(run));
            assertEquals(1, scene.runs().size());
            assertEquals(BigInteger.valueOf(50_000), scene.sandbox().chain().balance(Sandbox.PAY_TO));
            scene.soundLedger();
        }
    }

    private static int tokens(JsonNode run) {
        JsonNode planner = run.path("planner");
        return planner.path("prompt_tokens").asInt()
                + planner.path("completion_tokens").asInt();
    }
}
