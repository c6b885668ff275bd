package dev.patron.buyer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.patron.app.Main;
import dev.patron.crash.Start;
import dev.patron.sandbox.GatewayPlace;
import dev.patron.sandbox.Sandbox;
import dev.patron.sandbox.SandboxSettings;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole loop by command line, offline: a gateway, a provider that demands, and an agent in a directory of its own that is quoted,
 * pays, shows the proof and is served; and what the provider refuses.
 */
class LoopTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path HOME =
            Path.of(System.getProperty("patron.home", "..")).toAbsolutePath().normalize();
    private static final String KITE = "{\"model\":\"nano-banana-2\",\"prompt\":\"A red kite\"}";
    private static final String CROW = "{\"model\":\"nano-banana-2\",\"prompt\":\"A black crow\"}";

    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void endAll() {
        processes.forEach(process -> process.destroyForcibly().onExit().join());
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private List<String> words(String side, String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of(
                "--json",
                "--config",
                folder.resolve(side + "/patron.yaml").toString(),
                "--data",
                folder.resolve(side + "/data").toString()));
        return words;
    }

    /** Begins a command that serves, and reads where. */
    private URI begin(String side, String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of(Main.class.getName()));
        all.addAll(words(side, command));
        ProcessBuilder builder = Start.java(List.of("-Dpatron.home=" + HOME), all)
                .redirectError(folder.resolve(side + "-" + command[0] + ".err").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PATRON_"));
        Process process = builder.start();
        processes.add(process);
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        assertTrue(line != null, () -> "nothing was served by " + command[0]);
        return URI.create(JSON.readTree(line).path("url").asText());
    }

    private JsonNode patron(int exit, List<String> words) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int ended = Main.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                words.toArray(String[]::new));
        assertEquals(exit, ended, () -> out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8));
        return JSON.readTree(out.toByteArray());
    }

    /** The gateway's side: settings, the shipped policy with this provider in it, keys. */
    private void gateway() throws IOException {
        write("a/patron.yaml", "version: 1\npolicy: policy.yaml\ncatalog: catalog.yaml\ngateway: {proofs: eddsa}\n");
        write("a/policy.yaml", Files.readString(HOME.resolve("config/policy.yaml")));
        write("a/catalog.yaml", Files.readString(HOME.resolve("config/catalog.yaml")));
    }

    private void allow(String host) throws IOException {
        String policy = Files.readString(HOME.resolve("config/policy.yaml"));
        write("a/policy.yaml", policy.replace("api.example.com]", "\"" + host + "\"]"));
    }

    /** The buyer's side. */
    private void buyer(URI gateway, URI provider, String key) throws IOException {
        Path file = write("b/agent.key", key);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        write("b/patron.yaml", """
            version: 1
            policy: policy.yaml
            catalog: catalog.yaml
            gateway:
              remote: {url: "%s", key_file: agent.key, pay_again: idempotent}
            """.formatted(gateway));
        write(
                "b/policy.yaml",
                Files.readString(HOME.resolve("config/policy.yaml")).replace("[sandbox, xgen,", "[studio,"));
        write("b/catalog.yaml", """
            version: 1
            networks: {}
            assets: {}
            providers:
              studio:
                protocol: xfour
                network: sandbox
                base_url: "%s/gateway-seller"
                pay_to: ["%s"]
                prices: {image: "0.05", video: "0.25"}
                recovery: replay
            """.formatted(provider, Sandbox.GATEWAY_PAY_TO));
    }

    private String made(String... command) throws IOException {
        return patron(0, words("a", command)).path("key").asText();
    }

    @Test
    void aPictureIsBoughtThroughTheGateway() throws Exception {
        gateway();
        URI gateway = begin("a", "serve", "--port", "0");
        Path sellerKey = folder.resolve("seller.key");
        write("s/patron.yaml", "version: 1\npolicy: ../a/policy.yaml\ncatalog: ../a/catalog.yaml\n");
        URI provider = begin("s", "sandbox", "--gateway", gateway.toString(), "--gateway-key", sellerKey.toString());
        String host = provider.getAuthority();
        allow(host);
        String agent = made("keys", "new", "--agent", "default");
        Files.writeString(sellerKey, made("keys", "new", "--provider", host, "--pay-to", Sandbox.GATEWAY_PAY_TO));
        buyer(gateway, provider, agent);

        List<String> buy = words(
                "b",
                "run",
                "--prompt",
                "A red kite",
                "--image",
                "--market",
                "studio",
                "--out",
                folder.resolve("out").toString());
        JsonNode run = patron(0, buy);
        assertEquals("delivered", run.path("status").asText(), run::toString);
        assertEquals("0.050000", run.path("spent_usd").asText());
        assertTrue(run.path("simulated").booleanValue());
        Path picture = folder.resolve("out")
                .resolve(run.path("shots").path(0).path("file").asText());
        assertTrue(Files.size(picture) > 1_000);
        for (String side : List.of("a", "b")) {
            assertEquals(
                    "sound",
                    patron(0, words(side, "ledger", "verify")).path("status").asText());
        }
        refused(gateway, provider, agent);
    }

    private void refused(URI gateway, URI provider, String agent) throws Exception {
        URI door = URI.create(provider + "/gateway-seller/v1/images/generate");
        HttpResponse<String> demand = post(door, Optional.empty(), KITE);
        assertEquals(402, demand.statusCode());
        String proof = paid(gateway, demand, provider, agent);
        HttpResponse<String> served = post(door, Optional.of(proof), KITE);
        assertEquals(202, served.statusCode(), served::body);
        assertEquals(served.body(), post(door, Optional.of(proof), KITE).body(), "the lost answer comes again");
        assertRefused("INVOICE_MISMATCH", post(door, Optional.of(proof), CROW));
        String forged = proof.substring(0, proof.length() - 8) + "AAAAAAAA";
        HttpResponse<String> second = post(door, Optional.empty(), KITE);
        String unserved = paid(gateway, second, provider, agent);
        assertRefused("INVALID_PROOF", post(door, Optional.of(forged), KITE));
        assertRefused(
                "INVALID_PROOF",
                post(door, Optional.of(unserved.substring(0, unserved.length() - 8) + "AAAAAAAA"), KITE));
        expired(gateway, agent);
    }

    /** The same seller a day later, which checks by the gateway's published key. */
    private void expired(URI gateway, String agent) throws Exception {
        Instant[] now = {Instant.now()};
        SandboxSettings settings = SandboxSettings.defaults(folder.resolve("later"), () -> now[0]);
        try (Sandbox later = Sandbox.open(settings, Optional.of(new GatewayPlace(gateway, Optional.empty())))) {
            allow(later.url().getAuthority());
            URI door = URI.create(later.url() + "/gateway-seller/v1/images/generate");
            String proof = paid(gateway, post(door, Optional.empty(), KITE), later.url(), agent);
            String other = paid(gateway, post(door, Optional.empty(), KITE), later.url(), agent);
            assertEquals(202, post(door, Optional.of(other), KITE).statusCode());
            now[0] = now[0].plus(Duration.ofHours(25));
            assertRefused("PROOF_EXPIRED", post(door, Optional.of(proof), KITE));
        }
    }

    private static void assertRefused(String code, HttpResponse<String> answer) throws IOException {
        assertEquals(403, answer.statusCode(), answer::body);
        assertEquals(code, JSON.readTree(answer.body()).path("error").asText());
        assertFalse(answer.body().contains("gen_"));
    }

    /** Has an invoice quoted and paid, by the page alone. */
    private String paid(URI gateway, HttpResponse<String> demand, URI provider, String agent) throws Exception {
        String quote = JSON.createObjectNode()
                .put("invoiceId", header(demand, "X-402-Invoice-Id"))
                .put("amount", header(demand, "X-402-Amount"))
                .put("payTo", header(demand, "X-402-Pay-To"))
                .put("network", header(demand, "X-402-Network"))
                .put("providerUrl", provider.toString())
                .toString();
        JsonNode quoted = JSON.readTree(ask(gateway + "/quote", agent, quote));
        assertTrue(quoted.path("allowed").booleanValue(), quoted::toString);
        String id = quoted.path("quoteId").asText();
        JsonNode paid = JSON.readTree(ask(gateway + "/pay", agent, "{\"quoteId\":\"" + id + "\"}"));
        assertTrue(paid.path("success").booleanValue(), paid::toString);
        return paid.path("proof").asText();
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElseThrow();
    }

    private String ask(String url, String key, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private HttpResponse<String> post(URI url, Optional<String> proof, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.ofString(body));
        proof.ifPresent(text -> request.header("X-402-Proof", text));
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
