package dev.patron.door;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks the process that owns a data directory, through its control door. */
public final class RemoteAnswers implements Answers {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** A large ledger takes its time to be copied and verified. */
    private static final Duration PATIENCE_FOR_BACKUP = Duration.ofHours(1);

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
            super("the process that owns the data directory does not answer at its control door", cause);
        }
    }

    @Override
    public ObjectNode ask(Question question) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("name", question.name());
        ObjectNode arguments = body.putObject("arguments");
        question.arguments().forEach(arguments::put);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ask"))
                .timeout(question.name().equals("backup") ? PATIENCE_FOR_BACKUP : PATIENCE)
                .header(ControlDoor.TOKEN_HEADER, token)
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            ObjectNode document = Documents.parse(response.body());
            if (response.statusCode() == 400) {
                throw new QuestionException(
                        document.path("error").path("message").asText());
            }
            if (response.statusCode() != 200) {
                throw new IOException(document.path("error").path("message").asText());
            }
            return document;
        } catch (IOException e) {
            throw new UnreachableException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException(new IOException("interrupted"));
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
