package dev.patron.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.patron.app.Main;
import dev.patron.crash.Start;
import dev.patron.sandbox.GatewayPlace;
import dev.patron.sandbox.Sandbox;
import dev.patron.sandbox.SandboxSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A buyer that dies by SIGKILL while a gateway holds its order: what it ordered is known, and is ordered again only where that is allowed. */
@Tag("slow")
class KilledOrderTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path HOME =
            Path.of(System.getProperty("patron.home", "..")).toAbsolutePath().normalize();

    @TempDir
    Path folder;

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private void settings(RogueGateway gateway, String again) throws IOException {
        write("patron.yaml", """
            version: 1
            policy: policy.yaml
            catalog: catalog.yaml
            market: studio
            planner: outline
            gateway: {remote: {url: "%s", key_file: agent.key, pay_again: %s}}
            """.formatted(gateway.url(), again));
    }

    private void files(RogueGateway gateway, Sandbox seller) throws IOException {
        settings(gateway, "never");
        write("agent.key", RogueGateway.KEY);
        Files.setPosixFilePermissions(folder.resolve("agent.key"), PosixFilePermissions.fromString("rw-------"));
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
                deadlines: {watch: 5s}
            """.formatted(seller.url(), Sandbox.GATEWAY_PAY_TO));
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

    private Process run() throws IOException {
        List<String> all = new ArrayList<>(List.of(Main.class.getName()));
        all.addAll(words(
                "run",
                "--prompt",
                "A red kite",
                "--image",
                "--out",
                folder.resolve("out").toString()));
        ProcessBuilder builder = Start.java(List.of("-Dpatron.home=" + HOME), all)
                .redirectOutput(folder.resolve("stdout").toFile())
                .redirectError(folder.resolve("stderr").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PATRON_"));
        return builder.start();
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

    @Test
    void anOrderThatWasOutIsNotAnOrderTwice() throws Exception {
        Clock clock = Clock.systemUTC();
        try (RogueGateway gateway = new RogueGateway(folder.resolve("rogue"), clock);
                Sandbox seller = Sandbox.open(
                        SandboxSettings.defaults(folder.resolve("seller"), clock),
                        Optional.of(new GatewayPlace(gateway.url(), Optional.empty())))) {
            files(gateway, seller);
            gateway.goes(Optional.of(GatewayWrong.PAID_SLOW));
            Process victim = run();
            try {
                assertTrue(gateway.awaitOrder(), () -> "nothing was ordered");
            } finally {
                victim.destroyForcibly().onExit().join();
            }
            List<String> ordered = gateway.orders();
            gateway.goes(Optional.empty());
            JsonNode waiting = patron(4, "resume").path("runs").path(0);
            assertEquals("0.050000", waiting.path("at_risk_usd").asText(), waiting::toString);
            assertEquals(List.of(), gateway.orders());
            settings(gateway, "idempotent");
            JsonNode delivered = patron(0, "resume").path("runs").path(0);
            assertEquals("0.050000", delivered.path("spent_usd").asText(), delivered::toString);
            assertEquals(ordered, gateway.orders(), "the same quote, once more");
            assertEquals("sound", patron(0, "ledger", "verify").path("status").asText());
        }
    }
}
