package dev.patron.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.patron.app.Main;
import dev.patron.money.Amount;
import dev.patron.sandbox.GatewayPlace;
import dev.patron.sandbox.Sandbox;
import dev.patron.sandbox.SandboxSettings;
import dev.patron.treasury.SimulatedTreasury;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A buyer that is its own gateway dies by SIGKILL: with the order signed and not handed over, with the money moved and nothing recorded of it, and
 * with the payment settled and no proof shown. Each time {@code resume} delivers and pays once.
 */
@Tag("slow")
class EmbeddedKilledTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path HOME =
            Path.of(System.getProperty("patron.home", "..")).toAbsolutePath().normalize();

    /** The first also with {@code -Dpatron.embedded.kills=all}. */
    private static final List<String> POINTS =
            System.getProperty("patron.embedded.kills", "").equals("all")
                    ? List.of("AUTHORIZATION_JOURNALED:1", "ANSWER_RECEIVED:1", "SETTLED:1")
                    : List.of("ANSWER_RECEIVED:1", "SETTLED:1");

    @TempDir
    Path folder;

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private List<String> words(String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of(
                "--json",
                "--config",
                folder.resolve("patron.yaml").toString(),
                "--data",
                folder.resolve("data").toString()));
        return words;
    }

    private JsonNode patron(int exit, String... command) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int ended = Main.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                words(command).toArray(String[]::new));
        assertEquals(exit, ended, () -> out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8));
        return JSON.readTree(out.toByteArray());
    }

    /** Runs until a durable point and dies there. */
    private void killedAt(String point, String prompt) throws IOException {
        ProcessBuilder builder = Start.java(List.of("-Dpatron.home=" + HOME), List.of(Victim.class.getName()))
                .redirectError(folder.resolve("stderr").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PATRON_"));
        Process victim = builder.start();
        try (PrintStream orders = new PrintStream(victim.getOutputStream(), true, StandardCharsets.UTF_8);
                BufferedReader said =
                        new BufferedReader(new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
            List<String> line = new ArrayList<>(List.of("0", point));
            line.addAll(words("run", "--prompt", prompt, "--image", "--quiet"));
            orders.println(String.join("\t", line));
            String at = "AT " + point.replace(':', ' ');
            for (String heard = said.readLine(); !at.equals(heard); heard = said.readLine()) {
                assertTrue(heard != null && !heard.startsWith("EXIT"), "`" + point + "` was not reached: " + heard);
            }
        } finally {
            victim.destroyForcibly().onExit().join();
        }
    }

    @Test
    void resumeDeliversAndNeverPaysTwice() throws Exception {
        Clock clock = Clock.systemUTC();
        int port = freePort();
        URI door = URI.create("http://127.0.0.1:" + port + "/api/gateway");
        Path key = folder.resolve("seller.key");
        try (Sandbox seller = Sandbox.open(
                SandboxSettings.defaults(folder.resolve("seller"), clock),
                Optional.of(new GatewayPlace(door, Optional.of(key))))) {
            files(port, seller);
            JsonNode made = patron(
                    0, "keys", "new", "--provider", seller.url().getAuthority(), "--pay-to", Sandbox.GATEWAY_PAY_TO);
            Files.writeString(key, made.path("key").asText());
            for (String point : POINTS) {
                killedAt(point, "A red kite, " + point);
                JsonNode run = patron(0, "resume");
                JsonNode only = run.has("runs") ? run.path("runs").path(0) : run;
                assertEquals("delivered", only.path("status").asText(), () -> point + ": " + run);
                assertEquals("0.050000", only.path("spent_usd").asText(), point);
            }
            assertEquals("sound", patron(0, "ledger", "verify").path("status").asText());
        }
        try (SimulatedTreasury treasury = SimulatedTreasury.open(folder.resolve("data/gateway/treasury"), "0", clock)) {
            BigInteger price = Amount.ofTokens(SimulatedTreasury.MNEE, "0.05").units();
            assertEquals(price.multiply(BigInteger.valueOf(POINTS.size())), treasury.moved());
        }
    }

    private void files(int port, Sandbox seller) throws IOException {
        write("patron.yaml", """
            version: 1
            policy: policy.yaml
            catalog: catalog.yaml
            market: studio
            planner: outline
            out: out
            gateway: {embedded: true, port: %d}
            """.formatted(port));
        write(
                "policy.yaml",
                Files.readString(HOME.resolve("config/policy.yaml")).replace("[sandbox, xgen,", "[studio,"));
        write("catalog.yaml", """
            version: 1
            networks: {}
            assets: {}
            providers:
              studio:
                protocol: xfour
                network: sandbox
                base_url: "%s/gateway-seller"
                pay_to: ["%s"]
                prices: {image: "0.05"}
                recovery: replay
            """.formatted(seller.url(), Sandbox.GATEWAY_PAY_TO));
    }
}
