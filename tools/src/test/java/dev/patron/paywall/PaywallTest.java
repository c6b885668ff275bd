package dev.patron.paywall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.patron.invoice.ProofClaims;
import dev.patron.proof.JwtProver;
import dev.patron.proof.ProofAlgorithm;
import dev.patron.wire.Wire;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A paid page behind the filter: what is demanded, what is served once, and every proof that is refused. */
class PaywallTest {
    private static final String PAYEE = "0x00000000000000000000000000000000000000aa";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final SecureRandom random = new SecureRandom();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private volatile Instant now = Instant.parse("2026-05-14T12:00:00Z");
    private volatile int answer = 200;
    private volatile String gatewaySays = "";
    private JwtProver prover;
    private URI gateway;
    private Wire wire;

    @BeforeEach
    void open() throws IOException {
        wire = new Wire();
        opened.add(wire);
        prover = JwtProver.open(folder.resolve("keys"), ProofAlgorithm.EDDSA, random);
        HttpServer server = server();
        server.createContext("/api/.well-known/jwks.json", exchange -> send(exchange, 200, prover.publicKeys()));
        server.createContext("/api/verify", exchange -> {
            asked.incrementAndGet();
            boolean known =
                    "Bearer provider-key".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            send(exchange, gatewaySays.isEmpty() ? 500 : known ? 200 : 401, gatewaySays);
        });
        gateway = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private HttpServer server() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        opened.add(() -> server.stop(0));
        return server;
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private PublishedKeyCheck byKey() {
        return new PublishedKeyCheck(gateway, wire, PATIENCE, () -> now);
    }

    /** A page that counts how often it is made, behind a paywall over this test's folder. */
    private URI shop(ProofCheck check, Till till) throws IOException {
        HttpServer server = server();
        HttpContext context = server.createContext("/paid", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("X-Made", Integer.toString(served.incrementAndGet()));
            send(exchange, answer, "made of " + body);
        });
        context.getFilters()
                .add(Paywall.open(
                        till,
                        (_, address) -> address.getPath().endsWith("/free")
                                ? Optional.empty()
                                : Optional.of(new Price(new BigDecimal("0.05"), "one page")),
                        check,
                        new Paywall.Ground(folder.resolve("paywall"), random, () -> now)));
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/paid");
    }

    private URI shop(ProofCheck check) throws IOException {
        return shop(check, Till.of(PAYEE, "sandbox").withCurrency("MNEE"));
    }

    private HttpResponse<String> post(URI url, String body, String... proofs) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.ofString(body));
        for (String proof : proofs) {
            request.header("X-402-Proof", proof);
        }
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .join();
    }

    private static String invoice(HttpResponse<String> demand) {
        return demand.headers().firstValue("X-402-Invoice-Id").orElseThrow();
    }

    private String proof(String invoice, UnaryOperator<ProofClaims> change) {
        ProofClaims claims = new ProofClaims(
                "patron:test",
                "payment_1",
                invoice,
                "127.0.0.1",
                PAYEE,
                "0.05",
                "sandbox",
                "0x" + "1".repeat(64),
                now,
                now.plus(Duration.ofHours(24)));
        return prover.issue(change.apply(claims)).text();
    }

    private String proof(String invoice) {
        return proof(invoice, claims -> claims);
    }

    private void assertRefused(int status, String code, HttpResponse<String> answered) {
        assertEquals(status, answered.statusCode(), answered::body);
        assertEquals("{\"error\":\"" + code + "\"}", answered.body());
        assertEquals(0, served.get(), "nothing was made");
    }

    @Test
    void demandsByThePublishedHeadersAndServesOnce() throws IOException {
        URI shop = shop(byKey());
        HttpResponse<String> demand = post(shop, "a");
        assertEquals(402, demand.statusCode());
        assertEquals("0.05", demand.headers().firstValue("X-402-Amount").orElseThrow());
        assertEquals(PAYEE, demand.headers().firstValue("X-402-Pay-To").orElseThrow());
        assertEquals("sandbox", demand.headers().firstValue("X-402-Network").orElseThrow());
        assertEquals("MNEE", demand.headers().firstValue("X-402-Currency").orElseThrow());
        assertEquals(
                "one page", demand.headers().firstValue("X-402-Description").orElseThrow());
        assertNotEquals(invoice(demand), invoice(post(shop, "a")));
        String proof = proof(invoice(demand));
        HttpResponse<String> first = post(shop, "a", proof);
        assertEquals(200, first.statusCode());
        assertEquals("made of a", first.body());
        HttpResponse<String> again = post(shop, "a", proof);
        assertEquals(first.body(), again.body());
        assertEquals("1", again.headers().firstValue("X-Made").orElseThrow());
        assertEquals(1, served.get());
        assertEquals(409, post(shop, "b", proof).statusCode(), "a replay for another request");
        assertEquals(
                409,
                post(shop, "a", proof(invoice(demand), claims -> later(claims))).statusCode());
        assertEquals(1, served.get());
    }

    private static ProofClaims later(ProofClaims of) {
        return new ProofClaims(
                of.issuer(),
                of.paymentId(),
                of.invoiceId(),
                of.provider(),
                of.payTo(),
                of.amount(),
                of.network(),
                of.txHash(),
                of.issuedAt().plusSeconds(1),
                of.expiresAt());
    }

    @Test
    void whatWasServedIsKnownAfterARestart() throws IOException {
        URI shop = shop(byKey());
        String open = invoice(post(shop, "open"));
        String invoice = invoice(post(shop, "a"));
        post(shop, "a", proof(invoice));
        URI next = shop(byKey());
        assertEquals("made of a", post(next, "a", proof(invoice)).body());
        assertEquals(1, served.get());
        assertEquals(200, post(next, "open", proof(open)).statusCode(), "an open invoice is still one");
    }

    @Test
    void refusesWhatIsNotPaidForThis() throws IOException {
        URI shop = shop(byKey());
        String invoice = invoice(post(shop, "a"));
        assertRefused(403, "INVOICE_MISMATCH", post(shop, "b", proof(invoice)));
        assertRefused(403, "INVOICE_MISMATCH", post(URI.create(shop + "/x"), "a", proof(invoice)));
        assertRefused(403, "INVOICE_MISMATCH", post(shop, "a", proof("inv_abc123xyz")));
        String cheaper = invoice.replace("-0.05-", "-0.01-");
        assertRefused(403, "INVOICE_MISMATCH", post(shop, "a", proof(cheaper)));
        assertRefused(403, "WRONG_PRICE", post(shop, "a", proof(invoice, of -> with(of, PAYEE, "0.01", "sandbox"))));
        assertRefused(403, "WRONG_PAYEE", post(shop, "a", proof(invoice, of -> with(of, "0xbb", "0.05", "sandbox"))));
        assertRefused(403, "WRONG_NETWORK", post(shop, "a", proof(invoice, of -> with(of, PAYEE, "0.05", "mainnet"))));
        String good = proof(invoice);
        assertRefused(403, "INVALID_PROOF", post(shop, "a", good.substring(0, good.length() - 6) + "AAAAAA"));
        assertRefused(403, "INVALID_PROOF", post(shop, "a", "not a token"));
        assertRefused(403, "INVALID_PROOF", post(shop, "a", good, good));
        JwtProver stranger = JwtProver.open(folder.resolve("stranger"), ProofAlgorithm.EDDSA, random);
        JwtProver mine = prover;
        prover = stranger;
        String forged = proof(invoice);
        prover = mine;
        assertRefused(403, "INVALID_PROOF", post(shop, "a", forged));
        now = now.plus(Duration.ofHours(24));
        assertRefused(403, "PROOF_EXPIRED", post(shop, "a", good));
        now = now.plus(Duration.ofHours(2));
        assertRefused(403, "INVOICE_MISMATCH", post(shop, "a", proof(invoice)));
    }

    private static ProofClaims with(ProofClaims of, String payTo, String amount, String network) {
        return new ProofClaims(
                of.issuer(),
                of.paymentId(),
                of.invoiceId(),
                of.provider(),
                payTo,
                amount,
                network,
                of.txHash(),
                of.issuedAt(),
                of.expiresAt());
    }

    @Test
    void asksTheGatewayWithTheProvidersKey() throws IOException {
        URI shop = shop(new GatewayProofCheck(gateway, "provider-key", wire, PATIENCE));
        String invoice = invoice(post(shop, "a"));
        String proof = proof(invoice);
        assertRefused(503, "GATEWAY_UNREACHABLE", post(shop, "a", proof));
        gatewaySays = "{\"verified\":false,\"errorCode\":\"PROOF_EXPIRED\",\"message\":\"Proof has expired\"}";
        assertRefused(403, "PROOF_EXPIRED", post(shop, "a", proof));
        gatewaySays = "{\"verified\":true,\"paymentId\":\"payment_1\",\"amount\":0.01,\"paidAt\":1,\"txHash\":\"0x1\"}";
        assertRefused(403, "WRONG_PRICE", post(shop, "a", proof));
        gatewaySays = gatewaySays.replace("0.01", "1e999999999");
        assertRefused(403, "WRONG_PRICE", post(shop, "a", proof));
        gatewaySays = gatewaySays.replace("1e999999999", "0.050");
        String mainnet = proof(invoice, of -> with(of, PAYEE, "0.05", "mainnet"));
        assertRefused(403, "WRONG_NETWORK", post(shop, "a", mainnet));
        assertEquals(200, post(shop, "a", proof).statusCode());
        URI stranger = shop(new GatewayProofCheck(gateway, "another-key", wire, PATIENCE));
        assertEquals(
                503, post(stranger, "c", proof(invoice(post(stranger, "c")))).statusCode());
    }

    /** Forged proofs cost the gateway's patience with this provider; so one invoice, and one client, get only so many looked at. */
    @Test
    void forgedProofsUseUpNobodysQuota() throws IOException {
        URI shop = shop(new GatewayProofCheck(gateway, "provider-key", wire, PATIENCE));
        gatewaySays = "{\"verified\":false,\"errorCode\":\"INVALID_PROOF\",\"message\":\"Proof signature is invalid\"}";
        String proof = proof(invoice(post(shop, "a")));
        for (int i = 0; i < Refusals.OF_INVOICE; i++) {
            assertRefused(403, "INVALID_PROOF", post(shop, "a", proof));
        }
        assertRefused(429, "RATE_LIMITED", post(shop, "a", proof));
        for (int i = Refusals.OF_INVOICE; i < Refusals.OF_CLIENT; i++) {
            assertRefused(403, "INVALID_PROOF", post(shop, "b" + i, proof(invoice(post(shop, "b" + i)))));
        }
        assertRefused(429, "RATE_LIMITED", post(shop, "c", proof(invoice(post(shop, "c")))));
        assertEquals(Refusals.OF_CLIENT, asked.get(), "the gateway was not asked again");
        now = now.plus(Duration.ofMinutes(1));
        gatewaySays = "{\"verified\":true,\"amount\":0.05}";
        assertEquals(200, post(shop, "a", proof).statusCode(), "in another minute it is looked at again");
    }

    /** What is right, and what nobody could tell, uses nothing up. */
    @Test
    void onlyRefusedProofsAreCounted() throws IOException {
        URI shop = shop(new GatewayProofCheck(gateway, "provider-key", wire, PATIENCE));
        String proof = proof(invoice(post(shop, "a")));
        for (int i = 0; i <= Refusals.OF_INVOICE; i++) {
            assertRefused(503, "GATEWAY_UNREACHABLE", post(shop, "a", proof));
        }
        gatewaySays = "{\"verified\":true,\"amount\":0.05}";
        assertEquals(200, post(shop, "a", proof).statusCode());
        URI byKey = shop(byKey());
        String other = proof(invoice(post(byKey, "b")), of -> with(of, PAYEE, "0.01", "sandbox"));
        for (int i = 0; i <= Refusals.OF_INVOICE; i++) {
            assertEquals(403, post(byKey, "b", other).statusCode(), "a check that asks nobody has no bound");
        }
    }

    /** An agent may copy the payee in another case: it is the same account. */
    @Test
    void aPayeeIsOneHoweverItIsWritten() throws IOException {
        URI shop = shop(byKey());
        String upper = "0x" + PAYEE.substring(2).toUpperCase(java.util.Locale.ROOT);
        String invoice = invoice(post(shop, "a"));
        assertEquals(
                200,
                post(shop, "a", proof(invoice, of -> with(of, upper, "0.05", "sandbox")))
                        .statusCode());
    }

    @Test
    void aRefusalOfTheHandlerLeavesTheInvoiceUnserved() throws IOException {
        URI shop = shop(byKey());
        String proof = proof(invoice(post(shop, "a")));
        answer = 500;
        assertEquals(500, post(shop, "a", proof).statusCode());
        answer = 200;
        assertEquals("made of a", post(shop, "a", proof).body());
        assertEquals(2, served.get());
    }

    @Test
    void oneProofShownManyTimesAtOnceIsServedOnce() throws Exception {
        URI shop = shop(byKey());
        String proof = proof(invoice(post(shop, "a")));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String body = i % 2 == 0 ? "a" : "b";
                all.add(threads.submit(() -> post(shop, body, proof).statusCode()));
            }
            for (int i = 0; i < all.size(); i++) {
                int status = all.get(i).get();
                assertTrue(i % 2 == 0 ? status == 200 : status == 403 || status == 409, "status " + status);
            }
        }
        assertEquals(1, served.get());
    }

    @Test
    void boundsHold() throws IOException {
        Till.Bounds narrow = new Till.Bounds(10, 12, 1, Duration.ofHours(1));
        URI shop = shop(byKey(), Till.of(PAYEE, "sandbox").withBounds(narrow));
        assertFalse(post(shop, "a").headers().firstValue("X-402-Currency").isPresent());
        assertEquals(413, post(shop, "12345678901").statusCode());
        String large = proof(invoice(post(shop, "12345")));
        assertEquals(500, post(shop, "12345", large).statusCode(), "an answer over the bound is not sent");
        assertEquals(200, post(shop, "a", proof(invoice(post(shop, "a")))).statusCode());
        String second = proof(invoice(post(shop, "b")));
        assertEquals(503, post(shop, "b", second).statusCode(), "no more can be remembered");
        now = now.plus(Duration.ofHours(26));
        assertEquals(200, post(shop, "c", proof(invoice(post(shop, "c")))).statusCode(), "the old is forgotten");
        assertEquals(200, post(URI.create(shop + "/free"), "free").statusCode());
    }

    /** An invoice names a price for its life, and not for as long as a proof lives. */
    @Test
    void whatIsPaidLateIsNotServedAndWhatIsShownLateIs() throws IOException {
        URI shop = shop(byKey());
        String invoice = invoice(post(shop, "a"));
        now = now.plus(Duration.ofHours(1));
        String inTime = proof(invoice);
        now = now.plusSeconds(1);
        assertRefused(403, "INVOICE_EXPIRED", post(shop, "a", proof(invoice)));
        URI asking = shop(new GatewayProofCheck(gateway, "provider-key", wire, PATIENCE));
        gatewaySays = "{\"verified\":true,\"amount\":0.05,\"paidAt\":" + now.toEpochMilli() + "}";
        assertRefused(403, "INVOICE_EXPIRED", post(asking, "a", inTime));
        gatewaySays = "{\"verified\":true,\"amount\":0.05}";
        String silent = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("{\"invoiceId\":\"" + invoice + "\"}").getBytes(StandardCharsets.UTF_8));
        assertRefused(403, "INVOICE_EXPIRED", post(asking, "a", "e30." + silent + ".AAAA"));
        now = now.plus(Duration.ofHours(22));
        assertEquals(200, post(shop, "a", inTime).statusCode());
    }
}
