package dev.patron.planner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * A server on loopback that speaks as OpenAI's chat completions do. It says its lines in order, keeps what it was asked,
 * and answers 418 when it has nothing more to say.
 */
final class ModelServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One thing that the server does when it is asked. */
    sealed interface Line {
        record Says(int status, Map<String, String> headers, String body) implements Line {}

        /** Promises a whole answer and hangs up in the middle of it. */
        record Cut(String body) implements Line {}

        /** Never answers. */
        record Silence() implements Line {}
    }

    /** What it was asked. */
    record Asked(Map<String, List<String>> headers, String body) {
        JsonNode json() {
            return read(body);
        }

        /** The last message of the conversation, or the one before it and so on for a negative place. */
        JsonNode message(int fromTheEnd) {
            JsonNode messages = json().path("messages");
            return messages.path(messages.size() - 1 - fromTheEnd);
        }

        /** What a tool's result said, by the place of its call in the last answer, from 1. */
        JsonNode result(int call) {
            List<JsonNode> results = new ArrayList<>();
            for (JsonNode message : json().path("messages")) {
                if (message.path("role").asText().equals("assistant")) {
                    results.clear();
                } else if (message.path("role").asText().equals("tool")) {
                    results.add(message);
                }
            }
            return read(results.get(call - 1).path("content").asText());
        }
    }

    private final HttpServer server;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Deque<Line> lines = new ArrayDeque<>();
    private final List<Asked> asked = new ArrayList<>();

    ModelServer(Line... script) {
        lines.addAll(List.of(script));
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/chat/completions", this::answer);
        server.start();
    }

    URI baseUrl() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
    }

    synchronized ModelServer then(Line... more) {
        lines.addAll(Arrays.asList(more));
        return this;
    }

    synchronized List<Asked> asked() {
        return List.copyOf(asked);
    }

    Asked last() {
        return asked().getLast();
    }

    private synchronized Line heard(Asked one) {
        asked.add(one);
        return Optional.ofNullable(lines.poll()).orElse(new Line.Says(418, Map.of(), "{}"));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            switch (heard(new Asked(Map.copyOf(exchange.getRequestHeaders()), body))) {
                case Line.Says(int status, var headers, String said) -> {
                    headers.forEach(exchange.getResponseHeaders()::add);
                    send(exchange, status, said, 0);
                }
                case Line.Cut(String said) -> send(exchange, 200, said, 1_000);
                case Line.Silence() -> closed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, String said, int lacking) throws IOException {
        byte[] bytes = said.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length + lacking);
        OutputStream out = exchange.getResponseBody();
        out.write(bytes);
        out.flush();
    }

    // --- lines

    static Line status(int status) {
        return new Line.Says(status, Map.of(), "{\"error\":{\"message\":\"SERVER PROSE\"}}");
    }

    static Line raw(String body) {
        return new Line.Says(200, Map.of(), body);
    }

    /** An answer that calls one tool; further ones by {@link #calls}. */
    static Line call(String name, String arguments) {
        return calls(name, arguments);
    }

    /** An answer that calls tools, as names and arguments in turn. */
    static Line calls(String... namesAndArguments) {
        ObjectNode message = JSON.createObjectNode().put("role", "assistant").putNull("content");
        ArrayNode calls = message.putArray("tool_calls");
        for (int i = 0; i < namesAndArguments.length; i += 2) {
            calls.addObject()
                    .put("id", "theirs-" + i)
                    .put("type", "function")
                    .putObject("function")
                    .put("name", namesAndArguments[i])
                    .put("arguments", namesAndArguments[i + 1]);
        }
        return raw(completion(message));
    }

    static Line text(String text) {
        return raw(completion(JSON.createObjectNode().put("role", "assistant").put("content", text)));
    }

    private static String completion(ObjectNode message) {
        ObjectNode root = JSON.createObjectNode().put("id", "c1").put("object", "chat.completion");
        root.put("created", 1).put("model", "their-own-name");
        root.putArray("choices")
                .addObject()
                .put("index", 0)
                .put("finish_reason", "stop")
                .set("message", message);
        root.putObject("usage")
                .put("prompt_tokens", 100)
                .put("completion_tokens", 10)
                .put("total_tokens", 110);
        return root.toString();
    }

    /** The arguments of a storyboard of images with these prompts. */
    static String images(String... prompts) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode shots = root.putArray("shots");
        for (String prompt : prompts) {
            shots.addObject()
                    .put("kind", "image")
                    .put("model", "nano-banana-2")
                    .put("prompt", prompt)
                    .putNull("aspect_ratio")
                    .putNull("resolution");
        }
        return root.toString();
    }

    static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON: " + json, e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
