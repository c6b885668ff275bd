package dev.patron.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.door.Answers;
import dev.patron.door.Question;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
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
    private static final long SAID_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

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
        long began = System.nanoTime();
        long said = began;
        ObjectNode page;
        try (Answers answers = house.answers(common)) {
            page = answers.ask(Question.of("replay"));
            String through = page.path("through").asText();
            add(page);
            while (page.path("next").asLong() < page.path("through").asLong()) {
                page = answers.ask(
                        new Question("replay", Map.of("after", page.path("next").asText(), "through", through)));
                add(page);
                long now = System.nanoTime();
                if (now - said >= SAID_EVERY_NANOS) {
                    said = now;
                    terminal.screen(common)
                            .say("event " + page.path("next").asText() + " of " + through + ": " + decisions
                                    + " decisions made again, " + perSecond(now - began) + " events/s");
                }
            }
        }
        ObjectNode document = document(page, perSecond(System.nanoTime() - began));
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

    private long perSecond(long nanos) {
        return events * TimeUnit.SECONDS.toNanos(1) / Math.max(1, nanos);
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
