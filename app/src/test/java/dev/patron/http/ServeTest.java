package dev.patron.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} as a process with the shipped files, keys made beside it, stopped and begun again. */
class ServeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String INVOICE =
            "{\"invoiceId\":\"inv_abc123xyz\",\"amount\":0.05,\"payTo\":\"1ABC...xyz\",\"network\":\"sandbox\",\"description\":\"AI"
                + " Completion API\",\"providerUrl\":\"https://api.example.com\"}";

    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Served serve() throws IOException {
        if (!Files.exists(folder.resolve("patron.yaml"))) {
            Served.settle(folder, Files.readString(Served.HOME.resolve("config/policy.yaml")));
        }
        return Served.start(folder);
    }

    private JsonNode patron(String... command) throws IOException {
        return Served.patron(folder, command);
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
        try (Served serving = serve()) {
            agent = patron("keys", "new", "--agent", "default").path("key").asText();
            provider = patron("keys", "new", "--provider", "api.example.com", "--pay-to", "1ABC...xyz")
                    .path("key")
                    .asText();
            aMistypedPayeeIsRefused();
            quote = post(serving.url() + "/quote", agent, INVOICE)
                    .path("quoteId")
                    .asText();
            paid = post(serving.url() + "/pay", agent, "{\"quoteId\":\"" + quote + "\"}");
            assertTrue(paid.path("success").booleanValue(), paid::toString);
            assertTrue(serving.stop(), "it ends when it is told to");
        }
        try (Served serving = serve()) {
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
        everyLineOfTheAccessLogIsADocument(); // before this process, in which other tests serve too, logs there
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

    private void everyLineOfTheAccessLogIsADocument() throws IOException {
        Path logs = folder.resolve("data/logs");
        List<String> routes = new ArrayList<>();
        for (String line : Files.readAllLines(logs.resolve("access.jsonl"))) {
            JsonNode document = JSON.readTree(line);
            Instant.parse(document.path("time").asText());
            routes.add(document.path("route").asText() + " "
                    + document.path("status").asInt() + " "
                    + document.path("code").asText());
        }
        assertEquals(
                List.of("quote 200 OK", "pay 200 OK", "pay 200 OK", "verify 200 OK", "quote 200 AGENT_DISABLED"),
                routes);
        assertFalse(Files.readString(logs.resolve("patron.log")).contains("\"route\""));
    }

    private void aMistypedPayeeIsRefused() {
        String mistyped = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD";
        IOException refused = assertThrows(
                IOException.class, () -> patron("keys", "new", "--provider", "other.example", "--pay-to", mistyped));
        assertTrue(String.valueOf(refused.getMessage()).contains("checksum"), refused::getMessage);
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
