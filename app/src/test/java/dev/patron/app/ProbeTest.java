package dev.patron.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.patron.sandbox.Sandbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A probe shows every way to pay of any seller, sends no payment, and pins nothing that could not be paid. */
class ProbeTest {
    private static final String PAYEE = "0x52908400098527886e0f7030069857d2e4169ee7";

    private HttpServer seller;
    private volatile int status = 402;
    private volatile String answer = "";

    @TempDir
    Path folder;

    @BeforeEach
    void open() throws IOException {
        seller = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        seller.createContext("/", exchange -> {
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        seller.start();
    }

    @AfterEach
    void close() {
        seller.stop(0);
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + seller.getAddress().getPort());
    }

    private static String way(String scheme, String asset, String amount, String payee) {
        return """
            {"scheme": "%s", "network": "eip155:%s", "amount": "%s", "asset": "%s", "payTo": "%s",
             "maxTimeoutSeconds": 60, "extra": {"name": "Odd\\u001b[31m", "version": "7"}}\
            """.formatted(scheme, Sandbox.CHAIN_ID, amount, asset, payee);
    }

    private void demand(String... ways) {
        answer = "{\"x402Version\": 2, \"resource\": {\"url\": \"" + url() + "/v1/images/generate\"}, \"accepts\": ["
                + String.join(", ", ways) + "]}";
    }

    private Bench.Ran probe(Bench bench, Object... more) {
        Shop.open(bench, url());
        List<Object> words = new ArrayList<>(List.of("provider", "probe", "shop", "--image"));
        words.addAll(List.of(more));
        return bench.patron(words.toArray());
    }

    @Test
    void everyWayToPayIsShownWithAllThatDiffers() {
        demand(
                way("upto", Sandbox.TOKEN, "1", PAYEE),
                way("exact", "0x" + "9".repeat(40), "7", PAYEE),
                way("exact", Sandbox.TOKEN, "60000", PAYEE));
        try (Bench bench = new Bench(folder)) {
            Bench.Ran ran = probe(bench, "--json");
            assertEquals(0, ran.exit(), ran::toString);
            JsonNode probe = ran.json().path("probes").path(0);
            assertFalse(probe.path("agrees").asBoolean(true));
            assertEquals(3, probe.path("accepts").size());
            JsonNode other = probe.path("accepts").path(1);
            assertTrue(other.path("tokens").isNull() && other.path("symbol").isNull(), other::toString);
            JsonNode ours = probe.path("accepts").path(2);
            assertEquals("0.060000", ours.path("tokens").asText());
            assertEquals("0.060000", ours.path("usd").asText());
            assertEquals(
                    "0x52908400098527886E0F7030069857D2E4169EE7",
                    ours.path("pay_to").asText());
            List<String> codes = new ArrayList<>();
            ours.path("differences").forEach(one -> codes.add(one.path("code").asText()));
            assertEquals(List.of("PAYEE_MISMATCH", "DOMAIN_MISMATCH", "DOMAIN_MISMATCH", "PRICE_DRIFT"), codes);
            assertEquals(
                    List.of(
                            "providers:",
                            "  shop:",
                            "    pay_to: [\"0x52908400098527886E0F7030069857D2E4169EE7\"]",
                            "    prices: {image: \"0.06\"}",
                            "# no demand names a signing domain that could be written here; look the token's up"),
                    lines(ran.json().path("pin")));
            String text = probe(bench).out();
            assertFalse(text.contains("\u001b"), text);
            assertTrue(text.contains("a run would refuse this"), text);
            assertTrue(text.contains("0.060000 PLAY (60000 units at 6 decimals), 0.060000 USD"), text);
        }
    }

    private static List<String> lines(JsonNode pin) {
        List<String> lines = new ArrayList<>();
        pin.forEach(line -> lines.add(line.asText()));
        return lines;
    }

    @Test
    void nothingIsPinnedWhereNothingCouldBePaid() {
        demand(way("upto", Sandbox.TOKEN, "1", PAYEE), way("exact", Sandbox.TOKEN, "50000", Sandbox.TOKEN));
        try (Bench bench = new Bench(folder)) {
            JsonNode pin = probe(bench, "--json").json().path("pin");
            assertEquals(1, pin.size(), pin::toString);
            assertTrue(pin.path(0).asText().startsWith("# nothing to pin"));
        }
    }

    @Test
    void aSellerThatDoesNotDemandIsSaidToDoSo() {
        try (Bench bench = new Bench(folder)) {
            answer = "{\"x402Version\": 1, \"accepts\": []}";
            assertOutcome(probe(bench, "--json"), 3, "refused", "UNSUPPORTED_VERSION");
            answer = "not a demand";
            assertOutcome(probe(bench, "--json"), 3, "refused", "MALFORMED_CHALLENGE");
            status = 404;
            assertOutcome(probe(bench, "--json"), 3, "refused", "SELLER_REFUSED");
            status = 503;
            assertOutcome(probe(bench, "--json"), 1, "refused", "SELLER_UNREACHABLE");
            status = 302;
            assertOutcome(probe(bench, "--json"), 3, "refused", "REDIRECT_REFUSED");
            status = 200;
            assertOutcome(probe(bench, "--json"), 0, "free", "null");
            seller.stop(0);
            assertOutcome(probe(bench, "--json"), 1, "refused", "SELLER_UNREACHABLE");
        }
    }

    private static void assertOutcome(Bench.Ran ran, int exit, String outcome, String code) {
        JsonNode probe = ran.json().path("probes").path(0);
        assertEquals(outcome, probe.path("outcome").asText(), ran::toString);
        assertEquals(code, probe.path("code").asText(), ran::toString);
        assertEquals(exit, ran.exit(), ran::toString);
    }
}
