package dev.patron.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.patron.app.Main;
import dev.patron.crash.Start;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} as a process with the shipped files, keys made beside it, stopped and begun again. */
class ServeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path HOME =
            Path.of(System.getProperty("patron.home", "..")).toAbsolutePath().normalize();
    private static final String INVOICE =
            "{\"invoiceId\":\"inv_abc123xyz\",\"amount\":0.05,\"payTo\":\"1ABC...xyz\",\"network\":\"sandbox\",\"description\":\"AI"
                + " Completion API\",\"providerUrl\":\"https://api.example.com\"}";

    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private record Serving(Process process, String url) implements AutoCloseable {
        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }

    private List<String> words(String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of(
                "--json",
                "--config",
                HOME.resolve("config/patron.yaml").toString(),
                "--data",
                folder.resolve("data").toString()));
        return words;
    }

    private Serving serve() throws IOException {
        List<String> all = new ArrayList<>(List.of(Main.class.getName()));
        all.addAll(words("serve", "--port", "0"));
        ProcessBuilder builder = Start.java(List.of("-Dpatron.home=" + HOME), all)
                .redirectError(folder.resolve("stderr").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PATRON_"));
        Process process = builder.start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        assertTrue(line != null, () -> "nothing was served: " + read(folder.resolve("stderr")));
        return new Serving(process, JSON.readTree(line).path("url").asText());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private JsonNode patron(String... command) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exit = Main.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                System.err,
                words(command).toArray(String[]::new));
        assertEquals(0, exit, () -> out.toString(StandardCharsets.UTF_8));
        return JSON.readTree(out.toByteArray());
    }

    private JsonNode post(String url, String key, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return JSON.readTree(
                client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    @Test
    void theWholeLoopFromTheCommandLine() throws Exception {
        JsonNode paid;
        String quote;
        String agent;
        String provider;
        try (Serving serving = serve()) {
            agent = patron("keys", "new", "--agent", "default").path("key").asText();
            provider = patron("keys", "new", "--provider", "api.example.com", "--pay-to", "1ABC...xyz")
                    .path("key")
                    .asText();
            quote = post(serving.url() + "/quote", agent, INVOICE)
                    .path("quoteId")
                    .asText();
            paid = post(serving.url() + "/pay", agent, "{\"quoteId\":\"" + quote + "\"}");
            assertTrue(paid.path("success").booleanValue(), paid::toString);
            serving.process().destroy();
            assertTrue(serving.process().waitFor(30, TimeUnit.SECONDS), "it ends when it is told to");
        }
        try (Serving serving = serve()) {
            assertEquals(paid, post(serving.url() + "/pay", agent, "{\"quoteId\":\"" + quote + "\"}"));
            JsonNode verified = post(
                    serving.url() + "/verify",
                    provider,
                    "{\"proof\":\"" + paid.path("proof").asText() + "\",\"invoiceId\":\"inv_abc123xyz\"}");
            assertTrue(verified.path("verified").booleanValue(), verified::toString);
            JsonNode keys = patron("keys", "list").path("keys");
            assertEquals(2, keys.size());
            assertFalse(keys.toString().contains(agent));
            patron("freeze", "provider:api.example.com");
            JsonNode frozen = post(serving.url() + "/quote", agent, INVOICE.replace("abc123", "frozen"));
            assertEquals("FROZEN", frozen.path("detail").path("code").asText());
            JsonNode next = patron("keys", "rotate", keys.path(0).path("id").asText(), "--overlap", "0");
            assertTrue(next.path("key").asText().startsWith("x402_agent_"));
            assertEquals(
                    "revoked",
                    patron("keys", "revoke", next.path("id").asText())
                            .path("status")
                            .asText());
        }
        JsonNode sound = patron("ledger", "verify");
        assertEquals("sound", sound.path("status").asText());
        String export = folder.resolve("export.jsonl").toString();
        patron("ledger", "export", "jsonl", "--out", export);
        assertEquals(
                "sound",
                patron(
                                "ledger",
                                "verify",
                                "--export",
                                export,
                                "--key",
                                sound.path("verifier_key").asText())
                        .path("status")
                        .asText());
        isNowhere(agent.substring(24), provider.substring(28));
    }

    /** No file that was written holds the secret part of a key. */
    private void isNowhere(String agent, String provider) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertFalse(text.contains(agent) || text.contains(provider), file::toString);
            }
        }
    }
}
