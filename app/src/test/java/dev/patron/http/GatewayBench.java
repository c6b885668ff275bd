package dev.patron.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.patron.config.PolicyFile;
import dev.patron.config.Shapes;
import dev.patron.invoice.Gateway;
import dev.patron.invoice.Keyring;
import dev.patron.invoice.ProviderHost;
import dev.patron.ledger.Durability;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.LedgerSettings;
import dev.patron.money.Usd;
import dev.patron.policy.PolicySet;
import dev.patron.proof.JwtProver;
import dev.patron.proof.ProofAlgorithm;
import dev.patron.treasury.SimulatedTreasury;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** A gateway of its own: ledger, simulated treasury, keys, and the door on a free port, with a client that knows only HTTP. */
final class GatewayBench implements AutoCloseable {
    static final Instant NOON = Instant.parse("2026-05-14T12:00:00.125Z");
    static final String PAYEE = "1ABC...xyz";
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    /** Agents for every limit: each is poor in one thing only. */
    private static final String POLICY = """
            version: 1
            zone: UTC
            workspace: {daily: "50", monthly: unlimited, total: unlimited, at_risk: unlimited}
            agents:
            """
            + agent("default", "unlimited", "unlimited", "any", "[invoice]", "true")
            + agent("second", "unlimited", "unlimited", "any", "[invoice]", "true")
            + agent("daily", "unlimited", "\"0.30\"", "any", "[invoice]", "true")
            + agent("small", "\"0.04\"", "unlimited", "any", "[invoice]", "true")
            + agent("narrow", "unlimited", "unlimited", "[other.example.com]", "[invoice]", "true")
            + agent("painter", "unlimited", "unlimited", "any", "[image]", "true")
            + agent("off", "unlimited", "unlimited", "any", "[invoice]", "false");

    private final Path folder;
    private final SecureRandom random = new SecureRandom();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private volatile Instant now = NOON;
    private String host = "api.example.com";
    private int turn;
    private BigDecimal movedBefore = BigDecimal.ZERO;
    private final InstantSource clock = () -> now;
    final Ledger ledger;
    final SimulatedTreasury treasury;
    final Weather weather;
    final Gateway gateway;
    final JwtProver prover;
    private final GatewayServer server;

    GatewayBench(Path folder, ProofAlgorithm algorithm) throws IOException {
        this(folder, algorithm, Shapes.PUBLISHED);
    }

    GatewayBench(Path folder, ProofAlgorithm algorithm, Shapes shapes) throws IOException {
        this(folder, algorithm, shapes, Door.loopback(0));
    }

    GatewayBench(Path folder, ProofAlgorithm algorithm, Shapes shapes, Door door) throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve("policy.yaml"), POLICY);
        this.ledger = Ledger.open(new LedgerSettings(
                folder.resolve("ledger"),
                folder.resolve("keys"),
                clock,
                random,
                new SimpleMeterRegistry(),
                Durability.unobserved(),
                Usd.parse("1000")));
        ledger.backup().takeAlong("gateway/proof-keys", folder.resolve("gateway/proof-keys"));
        ledger.recover();
        this.treasury = SimulatedTreasury.open(folder.resolve("gateway/treasury"), "100", clock);
        this.weather = new Weather(treasury);
        this.prover = JwtProver.open(folder.resolve("gateway/proof-keys"), algorithm, random);
        PolicySet policy = PolicyFile.read(folder.resolve("policy.yaml"));
        this.gateway = new Gateway(new Gateway.Hands(
                ledger, Map.of("sandbox", weather), prover, new Keyring(ledger.keys(), random, clock), () -> policy));
        gateway.start();
        this.server = GatewayServer.open(gateway, new GatewayServer.Manners(shapes, prover.publicKeys()), door, clock);
    }

    private static String agent(String id, String perRequest, String daily, String providers, String... rest) {
        return "  " + id + ": {enabled: " + rest[1] + ", per_request: " + perRequest + ", daily: " + daily
                + ", rolling_24h: unlimited, per_brief: \"0\", at_risk: unlimited, payments_per_minute: unlimited,"
                + " providers: " + providers + ", kinds: " + rest[0] + ", models: []}\n";
    }

    /** Another day, another provider: what one test did is nothing to the next. */
    void next() {
        turn++;
        host = "p" + turn + ".example.com";
        now = NOON.plus(Duration.ofDays(3L * turn));
        weather.turns(Weather.Sky.CLEAR);
        gateway.tend();
        movedBefore = movedInAll();
    }

    String host() {
        return host;
    }

    void move(Duration by) {
        now = now.plus(by);
    }

    Instant now() {
        return now;
    }

    Path folder() {
        return folder;
    }

    int port() {
        return server.port();
    }

    String agentKey(String agent) {
        return gateway.keys().forAgent(agent, Keyring.LIFE).text();
    }

    String providerKey(String host, String payTo) {
        return gateway.keys()
                .forProvider(new ProviderHost(host), payTo, Keyring.LIFE)
                .text();
    }

    /** What came back. */
    record Answer(int status, JsonNode body, HttpResponse<String> response) {
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String text(String member) {
            return body.path(member).asText();
        }
    }

    Answer post(String path, String key, String body) {
        HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofString(body));
        return send(key.isEmpty() ? request : request.header("Authorization", "Bearer " + key));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port() + "/api/gateway/" + path))
                .timeout(Duration.ofMinutes(2))
                .header("Content-Type", "application/json");
    }

    Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), JSON.readTree(response.body()), response);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String invoice(String id, String amount) {
        return "{\"invoiceId\":\"" + id + "\",\"amount\":" + amount + ",\"payTo\":\"" + PAYEE
                + "\",\"network\":\"sandbox\",\"providerUrl\":\"https://" + host + "\"}";
    }

    Answer quote(String key, String id) {
        return post("quote", key, invoice(id, "0.05"));
    }

    Answer pay(String key, String quoteId) {
        return post("pay", key, "{\"quoteId\":\"" + quoteId + "\"}");
    }

    Answer verify(String key, String proof, String invoice) {
        return post("verify", key, "{\"proof\":\"" + proof + "\",\"invoiceId\":\"" + invoice + "\"}");
    }

    /** Quoted and paid: the proof. */
    String paid(String key, String invoice) {
        return pay(key, quote(key, invoice).text("quoteId")).text("proof");
    }

    /** What has left the simulated treasury since the test began, by its own file. */
    BigDecimal moved() {
        return movedInAll().subtract(movedBefore).stripTrailingZeros();
    }

    private BigDecimal movedInAll() {
        return new BigDecimal(treasury.moved(), 18);
    }

    @Override
    public void close() {
        server.close();
        treasury.close();
        ledger.close();
    }

    /** Closes it with a ledger that nothing can be said against. */
    void closeSound() {
        List<String> problems = ledger.verify().problems();
        close();
        assertEquals(List.of(), problems);
    }
}
