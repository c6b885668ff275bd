package dev.patron.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The door on loopback by which other commands reach the process that owns a data directory.
 *
 * <p>It answers {@link Question}s to whoever holds the token, which lies in an owner-only file of that directory.
 * Requests with a foreign {@code Host}, a wrong token or a large body are refused.
 */
public final class ControlDoor implements AutoCloseable {
    static final String TOKEN_HEADER = "Patron-Token";
    /** How long an answer that was begun is waited for when the door closes. */
    private static final Duration ANSWER_MOST = Duration.ofMinutes(2);

    static final int BODY_BYTES_MOST = 1024 * 1024;

    private final HttpServer server;
    private final ExecutorService threads;

    private ControlDoor(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /** Opens the door on a free port of 127.0.0.1. */
    public static ControlDoor open(Answers answers, String token) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 16);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.createContext("/ask", exchange -> handle(exchange, answers, token));
        server.start();
        return new ControlDoor(server, threads);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private static void handle(HttpExchange exchange, Answers answers, String token) throws IOException {
        try (exchange) {
            String host = String.valueOf(exchange.getRequestHeaders().getFirst("Host"));
            String shown = String.valueOf(exchange.getRequestHeaders().getFirst(TOKEN_HEADER));
            boolean known = MessageDigest.isEqual(
                    shown.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
            if (!host.startsWith("127.0.0.1:")
                    || !known
                    || !exchange.getRequestMethod().equals("POST")) {
                reply(exchange, 403, Documents.error("FORBIDDEN", "this door needs its token"));
                return;
            }
            byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MOST + 1);
            if (body.length > BODY_BYTES_MOST) {
                reply(exchange, 413, Documents.error("TOO_LARGE", "the question is too large"));
                return;
            }
            try {
                reply(exchange, 200, answers.ask(question(Documents.parse(body))));
            } catch (QuestionException e) {
                reply(exchange, 400, Documents.error("QUESTION", String.valueOf(e.getMessage())));
            } catch (RuntimeException e) {
                reply(exchange, 500, Documents.error("FAULT", String.valueOf(e.getMessage())));
            }
        }
    }

    private static Question question(ObjectNode document) {
        Map<String, String> arguments = new LinkedHashMap<>();
        JsonNode given = document.path("arguments");
        given.properties()
                .forEach(entry -> arguments.put(entry.getKey(), entry.getValue().asText()));
        return new Question(document.path("name").asText(), arguments);
    }

    private static void reply(HttpExchange exchange, int status, ObjectNode document) throws IOException {
        byte[] bytes = document.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(ANSWER_MOST.toSeconds(), TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
