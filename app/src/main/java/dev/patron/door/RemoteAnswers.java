package dev.patron.door;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.ledger.Fault;
import dev.patron.ledger.LedgerException;
import dev.patron.ledger.StepWatcher;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Asks the process that owns a data directory, through its control door. An answer may take any time, as long as its
 * beats come; silence is waited out for two minutes.
 */
public final class RemoteAnswers implements Answers {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int LINES_MOST = 64;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final int port;
    private final String token;

    public RemoteAnswers(int port, String token) {
        this.port = port;
        this.token = token;
    }

    /** Says that nobody answers at the door. */
    public static final class UnreachableException extends RuntimeException {
        UnreachableException(IOException cause) {
            super(
                    "the process that owns the data directory does not answer at its control door: "
                            + cause.getMessage(),
                    cause);
        }
    }

    @Override
    public ObjectNode ask(Question question, StepWatcher watcher) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("name", question.name());
        ObjectNode arguments = body.putObject("arguments");
        question.arguments().forEach(arguments::put);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ask"))
                .timeout(PATIENCE)
                .header(ControlDoor.TOKEN_HEADER, token)
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                boolean lines = response.headers()
                        .firstValue("Content-Type")
                        .filter(ControlDoor.LINES::equals)
                        .isPresent();
                return lines
                        ? follow(in, watcher)
                        : document(response.statusCode(), Documents.parse(in.readAllBytes()));
            }
        } catch (IOException e) {
            throw new UnreachableException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException(new IOException("interrupted"));
        }
    }

    /** Reads lines on a thread of its own, since a stream that falls silent would be waited for without end. */
    private static ObjectNode follow(InputStream in, StepWatcher watcher) throws IOException, InterruptedException {
        BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>(LINES_MOST);
        Thread reader = Thread.startVirtualThread(() -> read(in, lines));
        try {
            while (true) {
                Optional<String> line = lines.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                if (line == null) {
                    throw new IOException("it has said nothing for two minutes");
                }
                ObjectNode document =
                        Documents.parse(line.orElseThrow(() -> new IOException("it ended while it answered; ask again"))
                                .getBytes(StandardCharsets.UTF_8));
                if (document.path("answer") instanceof ObjectNode answer) {
                    return document(document.path("status").asInt(), answer);
                }
                watcher.told(
                        document.path("step").asText(),
                        document.path("done").asLong(),
                        document.path("events").asLong());
            }
        } finally {
            reader.interrupt();
        }
    }

    private static void read(InputStream in, BlockingQueue<Optional<String>> lines) {
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        try {
            Optional<String> line;
            do {
                line = next(reader);
                lines.put(line);
            } while (line.isPresent());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next line; empty at the end, whatever brought it about. */
    private static Optional<String> next(BufferedReader reader) {
        try {
            return Optional.ofNullable(reader.readLine());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static ObjectNode document(int status, ObjectNode document) throws IOException {
        String code = document.path("error").path("code").asText();
        String message = document.path("error").path("message").asText();
        if (status == 400) {
            throw new QuestionException(message);
        }
        Optional<Fault> fault = Arrays.stream(Fault.values())
                .filter(known -> known.name().equals(code))
                .findFirst();
        if (status == 500 && fault.isPresent()) {
            throw new LedgerException(fault.get(), message);
        }
        if (status != 200) {
            throw new IOException(message);
        }
        return document;
    }

    @Override
    public void close() {
        client.close();
    }
}
