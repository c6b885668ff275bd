package dev.patron.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import dev.patron.wire.Wire;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What counts as a gateway's promise to see an order through: the answer that Patron's own gives, and nothing that is like it. */
class RemoteGatewayTest {
    private static final String PENDING =
            "{\"success\":false,\"error\":\"PAYMENT_PENDING\",\"paymentId\":\"payment_" + "1".repeat(64) + "\"}";

    @ParameterizedTest
    @CsvSource({
        "202, 1, x, x, Promised[retrySeconds=1",
        "202, 9999, x, x, Promised[retrySeconds=60",
        "202, 0, x, x, Promised[retrySeconds=1",
        "202, soon, x, x, Other",
        "202, '', x, x, Other",
        "200, 1, x, x, Other",
        "409, 1, x, x, Other",
        "202, 1, payment_, pay_, Other",
        "202, 1, 11, 1, Other",
        "202, 1, false, true, Other",
        "202, 1, PAYMENT_PENDING, PENDING, Other",
        "202, 1, success, allowed, Other"
    })
    void onlyTheWholeAnswerIsAPromise(int status, String again, String word, String instead, String expected)
            throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/g/pay", exchange -> {
            byte[] bytes = PENDING.replaceFirst(word, instead).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Retry-After", again);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        try (Wire wire = new Wire()) {
            URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/g");
            RemoteGateway gateway = new RemoteGateway(url, new GatewayKey("x402_agent_0123456789abcdef"), wire);
            String said = gateway.pay(gateway.payUrl(), RemoteGateway.order("quote_1"), "inv_1", Duration.ofSeconds(30))
                    .toString();
            assertEquals(expected, said.substring(0, Math.min(expected.length(), said.length())), said);
        } finally {
            server.stop(0);
        }
    }
}
