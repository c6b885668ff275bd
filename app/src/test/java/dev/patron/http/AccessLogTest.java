package dev.patron.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.patron.config.Shapes;
import dev.patron.http.GatewayBench.Answer;
import dev.patron.proof.ProofAlgorithm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** What the logs say of hostile requests: one line each, in words of our own. Alone, since the logs are the whole process's. */
@Isolated
class AccessLogTest {
    private static final String NEEDLE = "needle-7f3a";
    private static final List<String> MEMBERS =
            List.of("time", "method", "route", "caller", "status", "code", "millis");

    @TempDir
    Path folder;

    @Test
    void at120and121and122NoKeyProofOrWordOfAClientIsLogged() throws IOException {
        Logger root = (Logger) LoggerFactory.getLogger("dev.patron");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Level before = root.getLevel();
        root.setLevel(Level.TRACE);
        root.setAdditive(false);
        root.addAppender(lines);
        List<String> secrets;
        try (GatewayBench bench = new GatewayBench(folder, ProofAlgorithm.HS256, Shapes.BOTH)) {
            secrets = visits(bench);
        } finally {
            root.detachAppender(lines);
            root.setAdditive(true);
            root.setLevel(before);
        }
        for (ILoggingEvent line : lines.list) {
            String text = line.getFormattedMessage() + line.getThrowableProxy();
            assertFalse(text.chars().anyMatch(c -> c < ' ' || c == 0x7f), text);
            secrets.forEach(secret -> assertFalse(text.contains(secret), "a secret or a client's word is in " + text));
        }
        List<ILoggingEvent> access = lines.list.stream()
                .filter(line -> line.getLoggerName().equals("dev.patron.http.access"))
                .toList();
        assertTrue(access.size() >= 13, () -> "only " + access.size() + " lines");
        for (ILoggingEvent line : access) {
            JsonNode node = new ObjectMapper().readTree(line.getFormattedMessage());
            List<String> names = new ArrayList<>();
            node.fieldNames().forEachRemaining(names::add);
            assertEquals(MEMBERS, names);
            assertTrue(node.path("caller").asText().matches("key [A-Za-z0-9]{12}|address [0-9a-f.:]+"), node::toString);
        }
    }

    /** Keys in every place that one could put them, words that would act in a log; what must not be found there. */
    private static List<String> visits(GatewayBench bench) throws IOException {
        String agent = bench.agentKey("default");
        String provider = bench.providerKey(bench.host(), GatewayBench.PAYEE);
        Answer paid = bench.pay(agent, bench.quote(agent, "inv_" + NEEDLE).text("quoteId"));
        bench.verify(provider, paid.text("proof"), "inv_" + NEEDLE);
        bench.verify(provider, paid.text("proof") + NEEDLE, "inv_" + NEEDLE);
        bench.post("pay", "", "{\"apiKey\":\"" + agent + "\",\"paymentId\":\"" + NEEDLE + "\"}");
        bench.post("pay", agent + "x", "{\"quoteId\":\"" + NEEDLE + "\\r\\n\\u001b[2J\"}");
        bench.post("quote?key=" + agent, agent, "{\"invoiceId\":\"" + NEEDLE + "\"}");
        bench.post("quote", agent, "{\"" + NEEDLE + "\":" + NEEDLE);
        for (String head : List.of(
                "POST /api/gateway/" + NEEDLE + "%0d%0aGET HTTP/1.1\r\nAuthorization: Bearer " + agent,
                NEEDLE.toUpperCase(java.util.Locale.ROOT) + " /api/gateway/quote HTTP/1.1\r\nAuthorization: " + agent,
                "GET /api/gateway/pay/" + agent + " HTTP/1.1\r\nAuthorization: Basic " + agent,
                "POST /api/gateway/pay HTTP/1.1\r\nAuthorization: Bearer " + agent + "\r\nAuthorization: Bearer "
                        + provider,
                "POST /api/gateway/pay HTTP/1.1\r\nX-Forwarded-For: " + NEEDLE + "\r\nUser-Agent: \u001b[2J"
                        + NEEDLE)) {
            raw(bench.port(), head);
        }
        return List.of(
                NEEDLE,
                NEEDLE.toUpperCase(java.util.Locale.ROOT),
                agent.substring(agent.length() - 32),
                provider.substring(provider.length() - 32),
                paid.text("proof").substring(paid.text("proof").lastIndexOf('.') + 1));
    }

    private static void raw(int port, String head) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write((head + "\r\nHost: localhost\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readAllBytes();
            assertTrue(answer.length > 0, head);
        }
    }
}
