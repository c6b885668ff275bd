package dev.patron.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.door.Answers;
import dev.patron.door.Question;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks at everything that a run needs. */
@Command(
        name = "doctor",
        description = "Check Java, settings, data directory, disk, wallet, endpoints and clock, and say what `resume`"
                + " would do. Signs nothing; exit 1 when something would stop a run.")
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    PlaceOptions common = new PlaceOptions();

    private final House house;
    private final Terminal terminal;

    DoctorCommand(House house, Terminal terminal) {
        this.house = house;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        ArrayNode checks = house.setup().checkup(common);
        if (sound(checks)) {
            checks.add(runs());
        }
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("status", sound(checks) ? "ready" : "not ready");
        document.set("checks", checks);
        terminal.screen(common).result(document, SetupTexts.checkup(document));
        return sound(checks) ? ExitCodes.DONE : ExitCodes.FAULT;
    }

    private static boolean sound(ArrayNode checks) {
        return checks.valueStream()
                .noneMatch(check -> check.path("verdict").asText().equals("stops"));
    }

    /** Whether there is anything for {@code resume} to do. */
    private ObjectNode runs() {
        ObjectNode check = JsonNodeFactory.instance.objectNode();
        check.put("check", "runs");
        if (!Files.exists(house.setup().data(common).resolve("ledger"))) {
            return check.put("verdict", "holds").put("message", "none yet");
        }
        int open = 0;
        int atRisk = 0;
        try (Answers answers = house.answers(common)) {
            for (JsonNode run : answers.ask(Question.of("runs")).path("runs")) {
                boolean over = List.of("delivered", "cancelled")
                        .contains(run.path("status").asText());
                boolean risky = !run.path("at_risk_usd").asText().equals("0.000000");
                open += risky || !over ? 1 : 0;
                atRisk += risky ? 1 : 0;
            }
        } catch (HouseException e) {
            return check.put("verdict", "note").put("message", e.getMessage());
        }
        return check.put("verdict", open == 0 ? "holds" : "note")
                .put(
                        "message",
                        open == 0
                                ? "`resume` has nothing to do"
                                : "`resume` would go on with " + open + "; " + atRisk + " of them with money at risk");
    }
}
