package dev.patron.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.config.Shapes;
import dev.patron.http.GatewayBench.Answer;
import dev.patron.invoice.Keyring;
import dev.patron.ledger.ApiKey;
import dev.patron.proof.ProofAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits, keys, and clients that mean harm: what is refused, how it is said, and that nothing is paid twice or to others. */
class PressureTest {
    private static final int WITHIN_SECONDS = 30;

    @TempDir
    static Path folder;

    private static GatewayBench bench;

    private String agent = "";

    @BeforeAll
    static void open() throws IOException {
        bench = new GatewayBench(folder, ProofAlgorithm.EDDSA);
    }

    @AfterAll
    static void close() {
        bench.closeSound();
    }

    @BeforeEach
    void begin() {
        bench.next();
        agent = bench.agentKey("default");
    }

    /** AT-064: the same quote paid at once. */
    @Test
    void theSameQuotePaidAtOnceIsPaidOnce() throws Exception {
        String quote = bench.quote(agent, "inv_1").text("quoteId");
        Set<JsonNode> bodies = new HashSet<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Answer> pay = () -> bench.pay(agent, quote);
            for (Future<Answer> answer : clients.invokeAll(Collections.nCopies(16, pay))) {
                assertEquals(200, answer.get().status());
                bodies.add(answer.get().body());
            }
        }
        assertEquals(1, bodies.size(), "one result for all");
        assertEquals(new BigDecimal("0.05"), bench.moved());
    }

    /** AT-062 and AT-078: quotes that are stockpiled hold the budget, and give it back when nobody pays. */
    @Test
    void stockpiledQuotesReserveAndLapse() {
        String key = bench.agentKey("daily");
        List<String> quotes = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            quotes.add(bench.quote(key, "inv_" + i).text("quoteId"));
        }
        assertEquals("AGENT_DAILY_LIMIT", bench.quote(key, "inv_6").text("reason"));
        assertEquals(200, bench.pay(key, quotes.getFirst()).status());
        bench.move(Duration.ofSeconds(60));
        bench.gateway.tend();
        assertTrue(bench.quote(key, "inv_6").body().path("allowed").booleanValue());
        assertEquals("QUOTE_EXPIRED", bench.pay(key, quotes.get(1)).text("error"));
        assertEquals(new BigDecimal("0.05"), bench.moved());
    }

    /** AT-058: what is another's does not exist. */
    @Test
    void anotherAgentsQuoteDoesNotExist() {
        String quote = bench.quote(agent, "inv_1").text("quoteId");
        Answer refused = bench.pay(bench.agentKey("second"), quote);
        assertEquals(404, refused.status());
        assertEquals("QUOTE_NOT_FOUND", refused.text("error"));
        assertEquals(
                bench.pay(agent, "quote_" + "0".repeat(64) + "_1").body(),
                refused.body(),
                "and nobody can tell it from one that never was");
        assertEquals(200, bench.pay(agent, quote).status());
    }

    /** AT-080: the bound is per key and minute, and every answer says where the caller stands. */
    @Test
    void aThousandRequestsAMinuteAndNoMore() throws Exception {
        String body = "{\"quoteId\":\"quote_none\"}";
        try (ExecutorService clients = Executors.newFixedThreadPool(8)) {
            Callable<Answer> ask = () -> bench.post("pay", agent, body);
            Set<String> remaining = new HashSet<>();
            for (Future<Answer> answer : clients.invokeAll(Collections.nCopies(1_000, ask))) {
                assertEquals(404, answer.get().status());
                assertEquals("1000", answer.get().header("X-RateLimit-Limit"));
                remaining.add(answer.get().header("X-RateLimit-Remaining"));
            }
            assertEquals(1_000, remaining.size(), "each says another rest");
        }
        Answer over = bench.post("pay", agent, body);
        assertEquals(429, over.status());
        assertEquals("RATE_LIMITED", over.text("error"));
        assertEquals("0", over.header("X-RateLimit-Remaining"));
        long reset = bench.now().plus(Duration.ofSeconds(60)).plusMillis(999).getEpochSecond();
        assertEquals(Long.toString(reset), over.header("X-RateLimit-Reset"), "rounded up: nobody comes too early");
        assertEquals(Long.toString(reset - bench.now().getEpochSecond()), over.header("Retry-After"));
        assertEquals(404, bench.post("pay", bench.agentKey("second"), body).status(), "another key is another's");
        bench.move(Duration.ofSeconds(60));
        assertEquals(404, bench.post("pay", agent, body).status());
    }

    /** One key holds some of the places and never all: with more requests than that under way it is told to come again. */
    @Test
    void oneKeyHoldsNotEveryPlace() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            ExecutorCompletionService<String> answers = new ExecutorCompletionService<>(clients);
            try {
                for (int i = 0; i <= Room.OF_ONE_MOST; i++) {
                    Socket socket = unfinished();
                    sockets.add(socket);
                    var _ = answers.submit(
                            () -> new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII));
                }
                Future<String> refused =
                        Objects.requireNonNull(answers.poll(WITHIN_SECONDS, TimeUnit.SECONDS), "none was one too many");
                assertEquals("HTTP/1.1 429", refused.get());
                assertEquals(
                        404, bench.pay(bench.agentKey("second"), "quote_none").status(), "another key has room");
                for (Socket socket : sockets) {
                    socket.shutdownOutput();
                }
                for (int i = 0; i < Room.OF_ONE_MOST; i++) {
                    assertTrue(answers.take().isDone(), "each is answered");
                }
            } finally {
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
        }
        assertEquals(404, bench.pay(agent, "quote_none").status(), "and the places are given back");
    }

    /** A request whose body does not come. */
    private Socket unfinished() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), bench.port());
        String head = "POST /api/gateway/pay HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + agent
                + "\r\nConnection: close\r\nContent-Length: 2\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** The provider's first key, for another payee, comes between quote and payment. */
    @Test
    void aPayeeThatNoKeyNamesAnyMoreIsNotPaid() {
        String quote = bench.quote(agent, "inv_1").text("quoteId");
        bench.providerKey(bench.host(), "somebody.else");
        Answer refused = bench.pay(agent, quote);
        assertEquals(409, refused.status());
        assertEquals("QUOTE_EXPIRED", refused.text("error"));
        assertEquals(
                "PAYEE_MISMATCH", refused.body().path("detail").path("code").asText());
        assertEquals(BigDecimal.ZERO, bench.moved());
        assertEquals("PROVIDER_NOT_ALLOWED", bench.quote(agent, "inv_1").text("reason"));
    }

    /** A provider that is known has said who is paid for it, and nobody else is once it says nothing any more. */
    @Test
    void afterItsLastKeyNobodyIsPaidForAProvider() {
        String provider = bench.providerKey(bench.host(), GatewayBench.PAYEE);
        String quote = bench.quote(agent, "inv_1").text("quoteId");
        bench.gateway.keys().revoke(provider.substring("x402_provider_".length(), provider.length() - 32));
        Answer refused = bench.pay(agent, quote);
        assertEquals(
                "409 PAYEE_MISMATCH",
                refused.status() + " "
                        + refused.body().path("detail").path("code").asText());
        for (String payee : List.of(GatewayBench.PAYEE, "somebody.else")) {
            Answer denied = bench.post(
                    "quote",
                    agent,
                    bench.invoice("inv_" + payee.length(), "0.05").replace(GatewayBench.PAYEE, payee));
            assertEquals("PROVIDER_NOT_ALLOWED", denied.text("reason"), payee);
        }
        bench.providerKey(bench.host(), GatewayBench.PAYEE);
        assertTrue(bench.quote(agent, "inv_3").body().path("allowed").asBoolean());
        assertEquals(BigDecimal.ZERO, bench.moved());
    }

    private record Bad(int status, String code, HttpRequest.Builder request) {}

    @Test
    void whatCannotBeAnsweredIsRefusedWithItsStatus() {
        String provider = bench.providerKey(bench.host(), GatewayBench.PAYEE);
        String invoice = bench.invoice("inv_1", "0.05");
        List<Bad> rows = List.of(
                new Bad(401, "INVALID_API_KEY", posted("quote", "", invoice)),
                new Bad(401, "INVALID_API_KEY", posted("quote", "x402_agent_" + "a".repeat(44), invoice)),
                new Bad(401, "INVALID_API_KEY", posted("pay", agent.substring(0, agent.length() - 1) + "!", invoice)),
                new Bad(401, "INVALID_API_KEY", posted("quote", other(agent), invoice)),
                new Bad(403, "WRONG_KEY_TYPE", posted("quote", provider, invoice)),
                new Bad(403, "WRONG_KEY_TYPE", posted("verify", agent, "{}")),
                new Bad(
                        403,
                        "FOREIGN_ORIGIN",
                        posted("quote", agent, invoice).header("Origin", "https://evil.example")),
                new Bad(404, "NOT_FOUND", posted("mark-settled", agent, "{}")),
                new Bad(405, "METHOD_NOT_ALLOWED", bench.request("quote").GET()),
                new Bad(413, "TOO_LARGE", posted("quote", agent, " ".repeat(70_000))),
                new Bad(400, "INVALID_REQUEST", posted("quote", agent, "")),
                new Bad(400, "INVALID_REQUEST", posted("quote", agent, "[]")),
                new Bad(400, "INVALID_REQUEST", posted("quote", agent, "{\"amount\":1,\"amount\":2}")),
                new Bad(400, "INVALID_REQUEST", posted("quote", agent, "[".repeat(2_000))),
                new Bad(400, "INVALID_REQUEST", posted("quote", agent, invoice.replace("sandbox", "sepolia"))),
                new Bad(400, "INVALID_REQUEST", posted("quote", agent, invoice.replace("https://", "https://u@"))),
                new Bad(400, "INVALID_REQUEST", posted("quote", agent, invoice.replace("https", "ftp"))),
                new Bad(400, "INVALID_REQUEST", posted("quote", agent, invoice.replace("1ABC...xyz", "-"))),
                new Bad(400, "INVALID_REQUEST", posted("quote", agent, invoice.replace("inv_1", "a b"))),
                new Bad(400, "INVALID_REQUEST", posted("pay", agent, "{\"quoteId\":7}")),
                new Bad(400, "INVALID_REQUEST", posted("verify", provider, "{\"proof\":\"x\"}")));
        for (Bad row : rows) {
            Answer answer = bench.send(row.request());
            String code = answer.body().has("errorCode") ? answer.text("errorCode") : answer.text("error");
            assertEquals(row.status() + " " + row.code(), answer.status() + " " + code, () -> answer.body()
                    .toString());
            assertFalse(answer.header("X-RateLimit-Reset").isEmpty(), row.code());
            assertFalse(answer.text("message").isEmpty(), row.code());
        }
    }

    private HttpRequest.Builder posted(String path, String key, String body) {
        HttpRequest.Builder request = bench.request(path).POST(HttpRequest.BodyPublishers.ofString(body));
        return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
    }

    /** The same id with another secret. */
    private static String other(String key) {
        char last = key.charAt(key.length() - 1);
        return key.substring(0, key.length() - 1) + (last == 'a' ? 'b' : 'a');
    }

    @Test
    void anAnswerWithoutABodySaysWhereItsCallerStands() {
        Answer answer = bench.send(bench.request("quote").method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertEquals(405, answer.status());
        assertFalse(answer.header("X-RateLimit-Reset").isEmpty());
        assertFalse(answer.header("X-RateLimit-Remaining").isEmpty());
    }

    @Test
    void aForeignHostIsRefused() throws IOException {
        assertTrue(raw("POST /api/gateway/quote HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n")
                .startsWith("HTTP/1.1 403 "));
        assertTrue(raw("POST /api/gateway/quote HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n")
                .startsWith("HTTP/1.1 401 "));
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), bench.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(16), StandardCharsets.US_ASCII);
        }
    }

    /** The older shape puts the key into the body: refused, and the key is not said back. */
    @Test
    void aKeyInTheBodyIsRefusedAndNotRepeated() {
        Answer refused = bench.post("pay", agent, "{\"apiKey\":\"" + agent + "\",\"paymentId\":\"p\"}");
        assertEquals(400, refused.status());
        assertFalse(refused.body().toString().contains(agent));
    }

    @Test
    void aKeyIsRotatedWithOverlapAndRevokedAtOnce() {
        Keyring keys = bench.gateway.keys();
        String id = agent.substring("x402_agent_".length(), agent.length() - 32);
        Keyring.Made next =
                keys.rotate(id, Duration.ofDays(1), Duration.ofHours(1)).orElseThrow();
        assertEquals(200, bench.quote(agent, "inv_1").status());
        assertEquals(200, bench.quote(next.text(), "inv_1").status());
        bench.move(Duration.ofHours(1));
        Answer ended = bench.quote(agent, "inv_2");
        assertEquals("AGENT_DISABLED", ended.text("reason"), "the reference's own word for it");
        assertEquals(401, bench.pay(agent, "quote_x").status());
        assertTrue(bench.quote(next.text(), "inv_2").body().path("allowed").booleanValue());
        assertTrue(keys.revoke(next.key().id()));
        assertEquals("AGENT_DISABLED", bench.quote(next.text(), "inv_3").text("reason"));
        assertEquals(Optional.empty(), keys.rotate(next.key().id(), Duration.ofDays(1), Duration.ZERO));
        assertInstanceOf(Keyring.Shown.Unknown.class, keys.recognise("x402_provider_" + agent.substring(11)));
    }

    /** AT-120: no file of the data directory holds a key, nor what would let somebody make its digest's origin out. */
    @Test
    void keysAreNowhere() throws IOException {
        bench.paid(agent, "inv_1");
        bench.ledger.log().checkpoint(dev.patron.log.Keeping.HOURLY);
        String secret = agent.substring(agent.length() - 32);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertFalse(text.contains(secret), file.toString());
            }
        }
        ApiKey kept = bench.gateway.keys().all().getLast();
        assertEquals(64, kept.hash().length());
        assertFalse(new Keyring.Made(kept, agent).toString().contains(secret));
    }

    /** With EdDSA a provider needs nobody: the key is published, and the signature fits it. */
    @Test
    void aProviderCanCheckAProofByItself() throws Exception {
        String proof = bench.paid(agent, "inv_1");
        Answer keys = bench.send(bench.request(".well-known/jwks.json").GET());
        assertEquals(200, keys.status());
        JsonNode key = keys.body().path("keys").path(0);
        assertEquals("OKP", key.path("kty").asText());
        assertFalse(key.has("d"), "and nothing else is");
        byte[] head = java.util.HexFormat.of().parseHex("302a300506032b6570032100");
        byte[] x = java.util.Base64.getUrlDecoder().decode(key.path("x").asText());
        byte[] encoded = java.util.Arrays.copyOf(head, head.length + x.length);
        System.arraycopy(x, 0, encoded, head.length, x.length);
        java.security.Signature check = java.security.Signature.getInstance("Ed25519");
        check.initVerify(java.security.KeyFactory.getInstance("Ed25519")
                .generatePublic(new java.security.spec.X509EncodedKeySpec(encoded)));
        int dot = proof.lastIndexOf('.');
        check.update(proof.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
        assertTrue(check.verify(java.util.Base64.getUrlDecoder().decode(proof.substring(dot + 1))));
        String provider = bench.providerKey(bench.host(), GatewayBench.PAYEE);
        assertEquals(200, bench.verify(provider, proof, "inv_1").status());
    }

    @Test
    void aTakenPortIsNamed() {
        GatewayServer.BusyException busy = assertThrows(
                GatewayServer.BusyException.class,
                () -> GatewayServer.open(
                        bench.gateway,
                        new GatewayServer.Manners(Shapes.PUBLISHED, bench.prover.publicKeys()),
                        Door.loopback(bench.port()),
                        bench::now));
        assertTrue(String.valueOf(busy.getMessage()).contains("port " + bench.port()), busy::getMessage);
    }
}
