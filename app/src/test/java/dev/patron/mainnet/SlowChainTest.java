package dev.patron.mainnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.config.Shapes;
import dev.patron.http.Door;
import dev.patron.http.GatewayServer;
import dev.patron.invoice.Keyring;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An endpoint that does not answer keeps no client waiting: it is told that the payment is under way, and the payment goes on. */
@Timeout(180)
class SlowChainTest extends OnMainnet {
    private record Answer(HttpResponse<String> response) {
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    private static Answer pay(HttpClient client, int port, String key, String quote) throws Exception {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/gateway/pay"))
                        .header("Authorization", "Bearer " + key)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"quoteId\":\"" + quote + "\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return new Answer(response);
    }

    @Test
    void aSlowChainIsAnsweredInTimeAndPaysOnce() throws Exception {
        String key = bench.gateway.keys().forAgent("default", Keyring.LIFE).text();
        String quote = bench.quote("inv_1");
        node().hold();
        try (GatewayServer server = GatewayServer.open(
                        bench.gateway,
                        new GatewayServer.Manners(Shapes.PUBLISHED, "{}"),
                        Door.loopback(0),
                        InstantSource.system());
                HttpClient client = HttpClient.newHttpClient();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                answers.add(threads.submit(() -> pay(client, server.port(), key, quote)));
            }
            for (Future<Answer> each : answers) {
                Answer answer = each.get();
                assertEquals(
                        202, answer.response().statusCode(), answer.response().body());
                assertTrue(answer.response().body().contains("\"error\":\"PAYMENT_PENDING\""));
                assertTrue(answer.response().body().contains("\"paymentId\":\"pay"));
                assertEquals("1", answer.header("Retry-After"));
                assertEquals("1000", answer.header("X-RateLimit-Limit"));
                assertFalse(answer.header("X-RateLimit-Remaining").isEmpty());
                assertFalse(answer.header("X-RateLimit-Reset").isEmpty());
            }
            node().release();
        }
        bench.gateway.close();
        assertEquals(1, bench.events("account_signed").count(), "the work went on, and was waited for");
        bench.again();
        bench.gateway.watch();
        bench.mine(2);
        paid(quote);
        assertEquals(1, transfers());
    }
}
