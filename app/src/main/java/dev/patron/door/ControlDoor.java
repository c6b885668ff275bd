package dev.patron.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door on loopback by which other commands reach the process that owns a data directory.
 *
 * <p>It answers {@link Question}s to whoever holds the token, which lies in an owner-only file of that directory.
 * Requests with a foreign {@code Host}, a wrong token or a large body are refused, and so is one more than it answers at a
 * time.
 *
 * <p>An answer that takes longer than a beat comes as lines of JSON: one each beat that says how far it is, so that whoever
 * waits knows that somebody works, for hours if need be; the last has the answer. An asker that is gone is noticed at the
 * next beats, and its question is given up.
 */
public final class ControlDoor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlDoor.class);
    static final String TOKEN_HEADER = "Patron-Token";
    static final String LINES = "application/x-ndjson";

    /** How long an answer that was begun is waited for when the door closes. */
    private static final Duration ANSWER_MOST = Duration.ofMinutes(2);

    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final int QUESTIONS_MOST = 16;

    /** Room for a few thousand checkpoints of earlier audits. */
    static final int BODY_BYTES_MOST = 4 * 1024 * 1024;

    private final Answers answers;
    private final String token;
    private final Duration beat;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore free = new Semaphore(QUESTIONS_MOST);
    private final Set<Underway> underway = ConcurrentHashMap.newKeySet();

    private ControlDoor(Answers answers, String token, Duration beat, HttpServer server) {
        this.answers = answers;
        this.token = token;
        this.beat = beat;
        this.server = server;
    }

    /** Opens the door on a free port of 127.0.0.1. */
    public static ControlDoor open(Answers answers, String token) throws IOException {
        return open(answers, token, BEAT);
    }

    static ControlDoor open(Answers answers, String token, Duration beat) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 16);
        ControlDoor door = new ControlDoor(answers, token, beat, server);
        server.setExecutor(door.threads);
        server.createContext("/ask", door::handle);
        server.start();
        return door;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
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
            Question question = question(Documents.parse(body));
            if (!free.tryAcquire()) {
                reply(exchange, 503, Documents.error("BUSY", "it answers too many questions already; ask again later"));
                return;
            }
            answer(exchange, question);
        }
    }

    private void answer(HttpExchange exchange, Question question) throws IOException {
        Underway asked = new Underway();
        underway.add(asked);
        threads.execute(() -> {
            try {
                asked.answer(answers, question);
            } finally {
                underway.remove(asked);
                free.release();
            }
        });
        try {
            Optional<Underway.Reply> reply = asked.within(beat);
            if (reply.isPresent()) {
                reply(exchange, reply.get().status(), reply.get().document());
            } else {
                lines(exchange, asked);
            }
        } catch (IOException | RuntimeException e) {
            asked.giveUp();
            throw e;
        }
    }

    private void lines(HttpExchange exchange, Underway asked) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", LINES);
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        Optional<Underway.Reply> reply = Optional.empty();
        while (reply.isEmpty()) {
            line(out, asked.progress());
            reply = asked.within(beat);
        }
        line(out, Underway.last(reply.get()));
        out.close();
    }

    private static void line(OutputStream out, ObjectNode document) throws IOException {
        out.write((document + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
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

    /** Closes the door and gives up what is being answered; a short answer is seen through. */
    @Override
    public void close() {
        underway.forEach(Underway::giveUp);
        server.stop(0);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(ANSWER_MOST.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("a question is still being answered while the door closes");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
