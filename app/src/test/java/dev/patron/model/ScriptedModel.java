package dev.patron.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * An OpenAI-compatible server on loopback whose answer depends only on the question, so that a run that is taken up again
 * hears what it would have heard. It keeps every question.
 */
public final class ScriptedModel implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A tool that an answer calls. */
    public record Call(String name, String arguments) {
        /** A call whose arguments are written with single quotes. */
        public static Call of(String name, String arguments) {
            return new Call(name, arguments.replace('\'', '"'));
        }
    }

    /** A question as it was put. */
    public record Question(String body) {
        public JsonNode json() {
            return read(body);
        }

        /** How many answers it already tells of. */
        public int round() {
            int answers = 0;
            for (JsonNode message : json().path("messages")) {
                answers += message.path("role").asText().equals("assistant") ? 1 : 0;
            }
            return answers;
        }

        /** What the tools of the last answer came to, in order. */
        public List<JsonNode> results() {
            List<JsonNode> results = new ArrayList<>();
            for (JsonNode message : json().path("messages")) {
                switch (message.path("role").asText()) {
                    case "assistant" -> results.clear();
                    case "tool" -> results.add(read(message.path("content").asText()));
                    default -> {}
                }
            }
            return results;
        }

        /** Ids of the shots that the last results call so. */
        public List<String> shots(String state) {
            List<String> ids = new ArrayList<>();
            for (JsonNode result : results()) {
                for (JsonNode shot : result.path("shots")) {
                    if (shot.path("state").asText().equals(state)) {
                        ids.add(shot.path("shot").asText());
                    }
                }
            }
            return ids;
        }
    }

    private final HttpServer server;
    private final Function<Question, List<Call>> mind;
    private final List<Question> questions = new ArrayList<>();
    private final Deque<Integer> disturbances = new ArrayDeque<>();
    private int undisturbed;

    public ScriptedModel(Function<Question, List<Call>> mind) {
        this.mind = mind;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/chat/completions", this::answer);
        server.start();
    }

    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
    }

    /** Statuses to answer with, instead of an answer, once so many answers were given. */
    public synchronized void disturbAfter(int answers, Integer... statuses) {
        undisturbed = answers;
        disturbances.addAll(List.of(statuses));
    }

    /** Every question so far, those that were answered with a disturbance left out. */
    public synchronized List<Question> questions() {
        return List.copyOf(questions);
    }

    private synchronized Optional<Integer> heard(Question question) {
        Optional<Integer> disturbance =
                questions.size() < undisturbed ? Optional.empty() : Optional.ofNullable(disturbances.poll());
        if (disturbance.isEmpty()) {
            questions.add(question);
        }
        return disturbance;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Question question =
                    new Question(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            Optional<Integer> disturbance = heard(question);
            byte[] body = (disturbance.isPresent() ? "{\"error\":\"later\"}" : completion(mind.apply(question)))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(disturbance.orElse(200), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String completion(List<Call> calls) {
        ObjectNode message = JSON.createObjectNode().put("role", "assistant").put("content", "As you wish.");
        ArrayNode list = message.putArray("tool_calls");
        for (Call call : calls) {
            list.addObject()
                    .put("id", "c" + list.size())
                    .put("type", "function")
                    .putObject("function")
                    .put("name", call.name())
                    .put("arguments", call.arguments());
        }
        ObjectNode root = JSON.createObjectNode()
                .put("id", "1")
                .put("object", "chat.completion")
                .put("model", "x");
        root.putArray("choices")
                .addObject()
                .put("index", 0)
                .put("finish_reason", "tool_calls")
                .set("message", message);
        root.putObject("usage").put("prompt_tokens", 1_000).put("completion_tokens", 50);
        return root.toString();
    }

    /** The storyboard tool, for shots given as kind and prompt in turn. */
    public static Call storyboard(String... kindsAndPrompts) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode shots = root.putArray("shots");
        for (int i = 0; i < kindsAndPrompts.length; i += 2) {
            boolean image = kindsAndPrompts[i].equals("image");
            shots.addObject()
                    .put("kind", kindsAndPrompts[i])
                    .put("model", image ? "nano-banana-2" : "veo-3.1-fast")
                    .put("prompt", kindsAndPrompts[i + 1])
                    .put("aspect_ratio", image ? "4:1" : "landscape")
                    .putNull("resolution");
        }
        return new Call("storyboard", root.toString());
    }

    /** Buys images. */
    public static List<Call> generate(List<String> shots) {
        return shots.stream()
                .map(shot -> Call.of("generate_image", "{'shot':'" + shot + "'}"))
                .toList();
    }

    public static Call finish() {
        return Call.of("finish", "{'reason':'nothing sensible is left'}");
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON: " + json, e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
