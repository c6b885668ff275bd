package dev.patron.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every fault of a job, of a question about one, and of a file. */
class JobFaultTest extends WithSandbox {
    private String bought() throws IOException {
        HttpResponse<String> bought = pay(Buyer.demand(ask()).path("accepts").path(0), 1);
        return Buyer.MAPPER.readTree(bought.body()).path("id").asText();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "failed           | processing 90 | failed 100",
                "never-ends       | processing 90 | processing 99",
                "unknown-status   | processing 90 | archived 100",
                "empty-output     | processing 90 | completed 100 []",
                "no-output        | processing 90 | completed 100",
                "svg              | processing 90 | completed 100 http://127.0.0.1:PORT/files/ID.svg image/svg+xml",
                "asset-host | processing 90 | completed 100 http://files.patron-sandbox.invalid/files/ID.png image/png",
            })
    void jobThatGoesWrong(String fault, String before, String after) throws IOException {
        sandbox.faults().schedule(fault + "*1");
        String id = bought();
        assertEquals(50_000, moved());
        clock.move(Duration.ofMillis(1_080));
        assertEquals(before, statusSeen(buyer.status(id), id));
        clock.move(1);
        JsonNode status = fault.equals("never-ends") ? buyer.status(id) : buyer.done(id);
        assertEquals(after, statusSeen(status, id));
    }

    private String statusSeen(JsonNode status, String id) {
        String seen =
                status.path("status").asText() + " " + status.path("progress").asText();
        JsonNode output = status.path("output");
        if (output.isEmpty()) {
            return seen + (output.isMissingNode() ? "" : " []");
        }
        String url = output.path(0).path("url").asText();
        return seen + " " + url.replace(id, "ID").replace(":" + sandbox.url().getPort(), ":PORT") + " "
                + output.path(0).path("type").asText();
    }

    @Test
    void statusGoesBackwardsOnce() throws IOException {
        sandbox.faults().schedule("status-backwards");
        String id = bought();
        List<String> seen = new ArrayList<>();
        for (int step = 0; step < 5; step++) {
            seen.add(buyer.status(id).path("status").asText());
            clock.move(Duration.ofMillis(240));
        }
        assertEquals(List.of("pending", "processing", "processing", "pending", "processing"), seen);
        assertEquals("completed", buyer.done(id).path("status").asText());
    }

    @ParameterizedTest
    @CsvSource({
        "wrong-type, 200 image/png <!do",
        "asset-404, 404 application/json; charset=utf-8 {\"er",
        "asset-redirect, 307 http://169.254.169.254/latest/meta-data/",
        "asset-402, 402 application/json; charset=utf-8 {}",
        "oversize, 200 image/png endless"
    })
    void fileThatGoesWrong(String fault, String expected) throws IOException, InterruptedException {
        String id = bought();
        clock.move(2);
        String url = buyer.done(id).path("output").path(0).path("url").asText();
        sandbox.faults().schedule(fault + "*1");
        HttpResponse<InputStream> response =
                buyer.http().send(buyer.request(url).GET().build(), BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            String start = fault.equals("oversize")
                    ? body.readNBytes(8_000_000).length == 8_000_000 ? "endless" : "short"
                    : new String(body.readNBytes(4), StandardCharsets.UTF_8);
            String type = response.headers()
                    .firstValue("Content-Type")
                    .or(() -> response.headers().firstValue("Location"))
                    .orElse("");
            assertEquals(expected, (response.statusCode() + " " + type + " " + start).strip());
        }
        assertEquals(200, buyer.get(url).statusCode());
    }

    @ParameterizedTest
    @CsvSource({"poll-404, 404", "poll-500, 500", "poll-429, 429", "poll-402, 402", "poll-garbage, 200 garbage"})
    void questionThatGoesWrong(String fault, String expected) throws IOException {
        String id = bought();
        sandbox.faults().schedule(fault + "*2");
        for (int ask = 0; ask < 2; ask++) {
            HttpResponse<String> response = buyer.get("/v1/generations/" + id);
            boolean garbage = response.body().contains("garbage");
            assertEquals(expected, response.statusCode() + (garbage ? " garbage" : ""));
            assertEquals(
                    fault.equals("poll-429"),
                    response.headers().firstValue("Retry-After").isPresent());
        }
        assertEquals("pending", buyer.status(id).path("status").asText());
    }

    @Test
    void aFailureThatIsNone() throws IOException {
        String id = bought();
        sandbox.faults().schedule("poll-failed*1");
        assertEquals("failed", buyer.status(id).path("status").asText());
        assertEquals("pending", buyer.status(id).path("status").asText());
    }

    @Test
    void slowStatusStartsWithBlanks() throws IOException, InterruptedException {
        String id = bought();
        sandbox.faults().schedule("slow-poll");
        HttpRequest request = buyer.request("/v1/generations/" + id).GET().build();
        try (InputStream body =
                buyer.http().send(request, BodyHandlers.ofInputStream()).body()) {
            assertEquals(' ', body.read());
        }
    }
}
