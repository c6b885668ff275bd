package dev.patron.planner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a model answered, cut to size: a text and the tools it calls.
 *
 * @param text    the model's own words, which nobody acts on
 * @param calls   the tools it calls, at most {@value #CALLS_MOST}
 * @param clipped whether it called more tools than that
 */
record Answered(String text, List<Call> calls, boolean clipped) {
    static final int CALLS_MOST = 64;
    static final int ARGUMENTS_CHARS_MOST = 64 * 1024;
    private static final int TEXT_CHARS_MOST = 4_000;
    private static final int NAME_CHARS_MOST = 64;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A tool called.
     *
     * @param name      as the model wrote it
     * @param arguments as the model wrote them; empty where they were too long to keep
     */
    record Call(String name, Optional<String> arguments) {}

    Answered {
        calls = List.copyOf(calls);
    }

    static Answered of(AiMessage message) {
        List<Call> calls = new ArrayList<>();
        List<ToolExecutionRequest> asked = message.toolExecutionRequests();
        for (ToolExecutionRequest one : asked.subList(0, Math.min(CALLS_MOST, asked.size()))) {
            String arguments = Optional.ofNullable(one.arguments()).orElse("");
            calls.add(new Call(
                    clipped(Optional.ofNullable(one.name()).orElse(""), NAME_CHARS_MOST),
                    arguments.length() > ARGUMENTS_CHARS_MOST
                            ? Optional.empty()
                            : Optional.of(clipped(arguments, ARGUMENTS_CHARS_MOST))));
        }
        String text = clipped(Optional.ofNullable(message.text()).orElse(""), TEXT_CHARS_MOST);
        return new Answered(text, calls, asked.size() > CALLS_MOST);
    }

    /** Cut to length, with every half of a surrogate pair replaced, so that it can be written as UTF-8 and read again. */
    private static String clipped(String text, int most) {
        StringBuilder whole = new StringBuilder();
        text.codePoints()
                .limit(most)
                .map(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xFFFD : point)
                .forEach(whole::appendCodePoint);
        return whole.toString();
    }

    /** The written form that a run's journal keeps. */
    String written() {
        ObjectNode node = JSON.createObjectNode().put("text", text);
        ArrayNode list = node.putArray("calls");
        for (Call call : calls) {
            ObjectNode one = list.addObject().put("name", call.name());
            call.arguments().ifPresent(arguments -> one.put("arguments", arguments));
        }
        return node.put("clipped", clipped).toString();
    }

    static Answered read(String written) {
        try {
            JsonNode node = JSON.readTree(written);
            List<Call> calls = new ArrayList<>();
            for (JsonNode one : node.path("calls")) {
                Optional<String> arguments =
                        one.has("arguments") ? Optional.of(one.path("arguments").asText()) : Optional.empty();
                calls.add(new Call(one.path("name").asText(), arguments));
            }
            return new Answered(
                    node.path("text").asText(), calls, node.path("clipped").asBoolean());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a run's journal holds an answer that is not JSON", e);
        }
    }

    /** The answer as it is shown to the model again: ids are our own, and what was no JSON object is empty. */
    AiMessage message(int round) {
        List<ToolExecutionRequest> requests = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            requests.add(ToolExecutionRequest.builder()
                    .id(id(round, i))
                    .name(shownName(calls.get(i).name()))
                    .arguments(
                            calls.get(i).arguments().filter(Arguments::isObject).orElse("{}"))
                    .build());
        }
        String shown = text.isEmpty() && requests.isEmpty() ? "(nothing)" : text;
        AiMessage.Builder message = AiMessage.builder().toolExecutionRequests(requests);
        return (shown.isEmpty() ? message : message.text(shown)).build();
    }

    /** A name as the protocol takes it: letters, digits, underscore and hyphen. */
    private static String shownName(String name) {
        return name.isEmpty() ? "unnamed" : name.replaceAll("[^a-zA-Z0-9_-]", "_");
    }

    /** The id of the tool called at a place of an answer, both counted from zero. */
    static String id(int round, int place) {
        return String.format(Locale.ROOT, "call_%d_%d", round + 1, place + 1);
    }
}
