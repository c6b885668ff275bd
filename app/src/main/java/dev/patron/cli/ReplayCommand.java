package dev.patron.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.door.Answers;
import dev.patron.door.Question;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code ledger replay}: asks for page after page until the newest event that the first page saw, and adds up what they
 * say.
 */
@Command(
        name = "replay",
        description = "Make every recorded decision again from what was recorded of it, and compare. Exit 5 if one"
                + " differs.")
final class ReplayCommand implements Callable<Integer> {
    private static final int DIFFERENCES_TOLD_MOST = 10;

    @Mixin
    PlaceOptions common = new PlaceOptions();

    private final House house;
    private final Terminal terminal;

    private long events;
    private long decisions;
    private long older;
    private long differences;
    private final ArrayNode first = JsonNodeFactory.instance.arrayNode();

    ReplayCommand(House house, Terminal terminal) {
        this.house = house;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        ObjectNode page;
        long rate;
        try (Answers answers = house.answers(common);
                StepLine line = new StepLine(terminal.screen(common))) {
            page = answers.ask(Question.of("replay"));
            String through = page.path("through").asText();
            add(page);
            while (page.path("next").asLong() < page.path("through").asLong()) {
                page = answers.ask(
                        new Question("replay", Map.of("after", page.path("next").asText(), "through", through)));
                add(page);
                line.told(
                        "decisions made again",
                        page.path("next").asLong(),
                        page.path("through").asLong());
            }
            rate = line.rate(events);
        }
        ObjectNode document = document(page, rate);
        terminal.screen(common).result(document, text(document));
        return differences == 0 ? ExitCodes.DONE : ExitCodes.INTEGRITY;
    }

    private void add(JsonNode page) {
        events += page.path("events").asLong();
        decisions += page.path("decisions").asLong();
        older += page.path("older").asLong();
        differences += page.path("differences").asLong();
        for (JsonNode difference : page.path("first")) {
            if (first.size() < DIFFERENCES_TOLD_MOST) {
                first.add(difference);
            }
        }
    }

    private ObjectNode document(JsonNode last, long rate) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("status", differences == 0 ? "same" : "different");
        document.set("ledger", last.path("ledger"));
        document.put("events", events);
        document.put("decisions", decisions);
        document.put("older", older);
        document.put("differences", differences);
        document.set("first", first);
        document.put("events_per_second", rate);
        return document;
    }

    private static String text(JsonNode document) {
        StringBuilder text = new StringBuilder();
        document.path("first").forEach(difference -> text.append("differs: ")
                .append(Texts.clean(difference.asText()))
                .append('\n'));
        text.append(document.path("status").asText())
                .append(": ")
                .append(document.path("decisions").asText())
                .append(" decisions made again, ")
                .append(document.path("differences").asText())
                .append(" different, ")
                .append(document.path("older").asText())
                .append(" of an earlier version left out; ")
                .append(document.path("events").asText())
                .append(" events, ")
                .append(document.path("events_per_second").asText());
        return text.append(" a second\n").toString();
    }
}
