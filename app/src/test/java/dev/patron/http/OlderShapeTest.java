package dev.patron.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.config.Shapes;
import dev.patron.http.GatewayBench.Answer;
import dev.patron.http.Weather.Sky;
import dev.patron.proof.ProofAlgorithm;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clients that were shipped before the reference: what they send is understood, what they hear has their statuses and codes. */
class OlderShapeTest {
    @TempDir
    static Path folder;

    private static GatewayBench bench;

    private String agent = "";
    private String provider = "";

    @BeforeAll
    static void open() throws IOException {
        bench = new GatewayBench(folder, ProofAlgorithm.HS256, Shapes.BOTH);
    }

    @AfterAll
    static void close() {
        bench.closeSound();
    }

    @BeforeEach
    void begin() {
        bench.next();
        agent = bench.agentKey("default");
        provider = bench.providerKey(bench.host(), GatewayBench.PAYEE);
    }

    private static String headers(String id, String amount) {
        return "{\"X-402-Invoice-Id\":\"" + id + "\",\"X-402-Amount\":\"" + amount
                + "\",\"X-402-Currency\":\"mnee\",\"X-402-Network\":\"Sandbox\",\"X-402-Pay-To\":\""
                + GatewayBench.PAYEE + "\"}";
    }

    private Answer quote(String key, String headers) {
        return bench.post(
                "quote",
                "",
                "{\"apiKey\":\"" + key + "\",\"requestUrl\":\"https://" + bench.host()
                        + "/v1/complete?x=1\",\"method\":\"POST\",\"invoiceHeaders\":" + headers + "}");
    }

    private static Answer pay(String key, String payment) {
        return bench.post("pay", "", "{\"apiKey\":\"" + key + "\",\"paymentId\":\"" + payment + "\"}");
    }

    private static Answer verify(String key, String invoice) {
        return bench.post("verify", "", "{\"apiKey\":\"" + key + "\",\"invoiceId\":\"" + invoice + "\"}");
    }

    private static void says(int status, String body, Answer answer) {
        assertEquals(status + " " + body, answer.status() + " " + answer.body());
        assertFalse(answer.header("X-RateLimit-Reset").isEmpty());
    }

    /** Ten characters that stand for a gigabyte of digits. */
    @Test
    void anAmountOfEndlessDigitsIsRefused() {
        for (String amount : List.of("1e999999999", "1e-999999999", "-1e999999999")) {
            String headers = headers("inv_1", "0.5").replace("\"0.5\"", amount);
            assertEquals(400, quote(agent, headers).status(), amount);
        }
        assertEquals(
                200,
                quote(agent, headers("inv_1", "0.5").replace("\"0.5\"", "5e-1")).status());
    }

    @Test
    void anInvoiceIsQuotedPaidOnceAndVerified() {
        Answer quoted = quote(agent, headers("inv_1", "0.50"));
        String payment = quoted.text("paymentId");
        says(
                200,
                "{\"status\":\"allowed\",\"paymentId\":\"" + payment
                        + "\",\"invoiceId\":\"inv_1\",\"amount\":0.5,\"network\":\"sandbox\"}",
                quoted);
        says(
                400,
                "{\"verified\":false,\"error\":\"Payment status is allowed, not settled\","
                        + "\"code\":\"PAYMENT_NOT_SETTLED\"}",
                verify(provider, "inv_1"));
        Answer paid = pay(agent, payment);
        assertEquals(200, paid.status());
        assertEquals("ok", paid.text("status"));
        assertEquals(payment, paid.text("paymentId"));
        assertEquals(GatewayBench.PAYEE, paid.text("payTo"));
        assertTrue(paid.text("treasuryAddress").startsWith("0x"));
        assertTrue(paid.text("txHash").startsWith("0x"));
        assertFalse(paid.body().has("apiKey"), "the key is not said back");
        assertEquals(paid.body(), pay(agent, payment).body(), "and paid once");
        assertEquals(new BigDecimal("0.5"), bench.moved());
        Answer verified = verify(provider, "inv_1");
        says(
                200,
                "{\"verified\":true,\"paymentId\":\"" + payment + "\",\"amount\":0.5,\"paidAt\":"
                        + bench.now().toEpochMilli() + ",\"txHash\":\"" + paid.text("txHash") + "\"}",
                verified);
    }

    @Test
    void bothShapesAreOneInvoice() {
        String payment = quote(agent, headers("inv_1", "0.05")).text("paymentId");
        Answer published = bench.quote(agent, "inv_1");
        assertTrue(published.text("quoteId").contains(payment.substring("payment_".length())));
        assertEquals(200, bench.pay(agent, published.text("quoteId")).status());
        assertEquals("ok", pay(agent, payment).text("status"));
        assertEquals(new BigDecimal("0.05"), bench.moved());
        says(
                409,
                "{\"error\":\"Invoice was quoted with another amount before\"}",
                quote(agent, headers("inv_1", "0.06")));
    }

    @Test
    void denialsAreForbiddenInTheirWords() {
        List<List<String>> rows = List.of(
                List.of("daily", "AGENT_DAILY_LIMIT_EXCEEDED", "0.31"),
                List.of("small", "AGENT_MAX_REQUEST_EXCEEDED", "0.05"),
                List.of("narrow", "AGENT_PROVIDER_NOT_ALLOWED", "0.05"),
                List.of("off", "AGENT_POLICY_INACTIVE", "0.05"),
                List.of("default", "WORKSPACE_BUDGET_EXCEEDED", "50.01"));
        for (List<String> row : rows) {
            says(
                    403,
                    "{\"status\":\"denied\",\"reason\":\"" + row.get(1) + "\",\"invoiceId\":\"inv_" + row.getFirst()
                            + "\"}",
                    quote(bench.agentKey(row.getFirst()), headers("inv_" + row.getFirst(), row.getLast())));
        }
        assertEquals(BigDecimal.ZERO, bench.moved());
    }

    @Test
    void whatIsMalformedIsRefusedInTheirWords() {
        String good = headers("inv_1", "0.05");
        String bad = "{\"error\":\"Invalid or incomplete x402 invoice headers\"}";
        says(400, bad, quote(agent, headers("inv_1", "0.5abc")));
        says(400, bad, quote(agent, headers("inv_1", "1e3")));
        says(400, bad, quote(agent, headers("inv_1", "0")));
        says(400, bad, quote(agent, headers("inv_1", "05.5")));
        for (String number : List.of("1e2147483647", "1e-2147483647", "1e100", "-1")) {
            Answer huge = quote(agent, good.replace("\"0.05\"", number));
            assertEquals(400, huge.status(), number);
        }
        says(400, bad, quote(agent, headers("inv_1", "0.0000000000000000001")));
        says(400, bad, quote(agent, good.replace("X-402-Pay-To", "x-402-pay-to")));
        says(400, bad, quote(agent, good.replace(GatewayBench.PAYEE, "-")));
        says(
                400,
                "{\"error\":\"Unsupported currency: USDC. Only MNEE is supported.\"}",
                quote(agent, good.replace("mnee", "USDC")));
        says(
                400,
                "{\"error\":\"Unsupported network: sepolia. Use mainnet or sandbox.\"}",
                quote(agent, good.replace("Sandbox", "sepolia")));
        says(400, "{\"error\":\"Missing or invalid invoiceHeaders\"}", quote(agent, "[]"));
        says(400, "{\"error\":\"Missing or invalid paymentId\"}", pay(agent, ""));
        says(
                400,
                "{\"verified\":false,\"error\":\"Missing or invalid invoiceId\",\"code\":\"INVALID_REQUEST\"}",
                verify(provider, ""));
    }

    @Test
    void keysOfNobodyAreUnauthorized() {
        String other = agent.substring(0, agent.length() - 1) + (agent.endsWith("a") ? "b" : "a");
        for (String key : List.of(other, provider, "x402_" + "a".repeat(40))) {
            says(401, "{\"error\":\"Invalid API key\"}", quote(key, headers("inv_1", "0.05")));
            Answer refused = pay(key, "payment_" + "0".repeat(64));
            assertEquals("401 INVALID_API_KEY", refused.status() + " " + refused.text("code"));
            assertFalse(refused.body().toString().contains(key), "no key is said back");
        }
        says(
                401,
                "{\"verified\":false,\"error\":\"Invalid API key\",\"code\":\"INVALID_API_KEY\"}",
                verify(agent, "inv_1"));
        bench.gateway.keys().revoke(agent.substring("x402_agent_".length(), agent.length() - 32));
        says(401, "{\"error\":\"API key is disabled\"}", quote(agent, headers("inv_1", "0.05")));
    }

    @Test
    void whatIsAnothersDoesNotExist() {
        String payment = quote(agent, headers("inv_1", "0.05")).text("paymentId");
        Answer stolen = pay(bench.agentKey("second"), payment);
        assertEquals("404 PAYMENT_NOT_FOUND", stolen.status() + " " + stolen.text("code"));
        assertEquals("ok", pay(agent, payment).text("status"));
        String elsewhere = bench.providerKey(bench.host(), "1OtherPayee");
        String neighbour = bench.providerKey("neighbour.example.com", GatewayBench.PAYEE);
        for (String key : List.of(elsewhere, neighbour)) {
            says(
                    404,
                    "{\"verified\":false,\"error\":\"Payment not found\",\"code\":\"PAYMENT_NOT_FOUND\"}",
                    verify(key, "inv_1"));
        }
    }

    @Test
    void aQuoteThatLapsedIsNotPaid() {
        String payment = quote(agent, headers("inv_1", "0.05")).text("paymentId");
        bench.move(Duration.ofSeconds(60));
        Answer late = pay(agent, payment);
        assertEquals("403 PAYMENT_NOT_ALLOWED", late.status() + " " + late.text("code"));
        assertEquals(BigDecimal.ZERO, bench.moved());
        assertEquals(
                payment,
                quote(agent, headers("inv_1", "0.05")).text("paymentId"),
                "the same invoice is the same payment");
        assertEquals("ok", pay(agent, payment).text("status"));
    }

    @Test
    void aFateThatIsOpenIsAskedAgain() {
        String payment = quote(agent, headers("inv_1", "0.05")).text("paymentId");
        bench.weather.turns(Sky.LOST_ANSWER);
        Answer pending = pay(agent, payment);
        assertEquals("403 PAYMENT_NOT_ALLOWED", pending.status() + " " + pending.text("code"));
        assertEquals("1", pending.header("Retry-After"));
        assertEquals("PAYMENT_NOT_SETTLED", verify(provider, "inv_1").text("code"));
        bench.weather.turns(Sky.CLEAR);
        JsonNode paid = pay(agent, payment).body();
        assertEquals("ok", paid.path("status").asText());
        assertEquals(new BigDecimal("0.05"), bench.moved());
    }

    /** A wallet that makes no order has paid nothing; a transaction that moved nothing is a failure, and stays one. */
    @Test
    void aWalletThatSignsNothingAndATransactionThatMovesNothingAreFailures(@TempDir Path place) throws IOException {
        try (GatewayBench own = new GatewayBench(place, ProofAlgorithm.HS256, Shapes.BOTH)) {
            GatewayBench shared = bench;
            bench = own;
            try {
                String key = own.agentKey("default");
                String unsigned = quote(key, headers("inv_1", "0.05")).text("paymentId");
                own.weather.turns(Sky.NO_WALLET);
                Answer none = pay(key, unsigned);
                assertEquals(
                        "400 NO_TREASURY error", none.status() + " " + none.text("code") + " " + none.text("status"));
                own.weather.turns(Sky.CLEAR);
                String moved = quote(key, headers("inv_2", "0.05")).text("paymentId");
                String failing = quote(key, headers("inv_3", "0.05")).text("paymentId");
                assertEquals(200, pay(key, moved).status());
                own.weather.turns(Sky.DRAINED);
                for (int i = 0; i < 2; i++) {
                    Answer failed = pay(key, failing);
                    assertEquals("500 PAYMENT_FAILED", failed.status() + " " + failed.text("code"));
                    own.weather.turns(Sky.CLEAR);
                }
                assertEquals(
                        "PAYMENT_NOT_SETTLED",
                        verify(own.providerKey(own.host(), GatewayBench.PAYEE), "inv_3")
                                .text("code"));
            } finally {
                bench = shared;
            }
        }
    }
}
