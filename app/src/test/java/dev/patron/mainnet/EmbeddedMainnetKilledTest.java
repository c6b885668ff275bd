package dev.patron.mainnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.app.Main;
import dev.patron.crash.Start;
import dev.patron.evm.KeyWallet;
import dev.patron.money.Amount;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A buyer that pays from its own account dies by SIGKILL: with the transaction signed and handed to nobody, handed over and in no block, and with
 * the payment settled and no proof shown. Each time {@code resume} hands over the same bytes, if any, and is served for one transfer.
 */
@Tag("slow")
class EmbeddedMainnetKilledTest {
    private static final Path HOME =
            Path.of(System.getProperty("patron.home", "..")).toAbsolutePath().normalize();
    private static final List<String> POINTS = List.of("AUTHORIZATION_JOURNALED:1", "ANSWERED:1", "SETTLED:1");

    @TempDir
    Path folder;

    private final String key = newKey();

    private static String newKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        key[0] &= 0x7F;
        return HexFormat.of().formatHex(key);
    }

    private List<String> words(String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of(
                "--config",
                folder.resolve("patron.yaml").toString(),
                "--data",
                folder.resolve("data").toString()));
        return words;
    }

    /** Runs one command in a process of its own: to the end, or until a durable point, where it dies. */
    private void process(String until, String... command) throws IOException {
        ProcessBuilder builder = Start.java(List.of("-Dpatron.home=" + HOME), List.of("dev.patron.crash.Victim"))
                .redirectError(folder.resolve("stderr").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PATRON_"));
        builder.environment().put("TEST_PRIVATE_KEY", key);
        Process started = builder.start();
        boolean dies = !until.startsWith("EXIT");
        String awaited = dies ? "AT " + until.replace(':', ' ') : until;
        try (PrintStream orders = new PrintStream(started.getOutputStream(), true, StandardCharsets.UTF_8);
                BufferedReader said =
                        new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8))) {
            List<String> line = new ArrayList<>(List.of("0", dies ? until : "-"));
            line.addAll(words(command));
            orders.println(String.join("\t", line));
            for (String heard = said.readLine(); !awaited.equals(heard); heard = said.readLine()) {
                assertTrue(heard != null && !heard.startsWith("EXIT"), "`" + until + "` was not reached: " + heard);
            }
        } finally {
            started.destroyForcibly().onExit().join();
        }
    }

    private String asked(String... command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = Main.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                words(command).toArray(String[]::new));
        assertEquals(0, exit, () -> out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void resumeIsServedForOneTransfer() throws Exception {
        String token = MainnetBench.USDC.contract().text();
        try (EvmNode node = new EvmNode(8453, token, Clock.systemUTC());
                Studio studio = new Studio(MainnetBench.PAYEE)) {
            node.mint(
                    KeyWallet.ofHex(key).address().text(),
                    Amount.ofTokens(MainnetBench.USDC, "1").units());
            files(node, studio);
            node.mineEach(10);
            int paid = 0;
            for (String point : POINTS) {
                process(point, "run", "--prompt", "A red kite, " + point, "--image", "--quiet", "--yes");
                paid++;
                assertEquals(
                        point.equals(POINTS.getFirst()) ? 0 : paid,
                        node.received.stream().distinct().count(),
                        point);
                process("EXIT 0", "resume", "--quiet");
                assertEquals(paid, node.transfers(MainnetBench.PAYEE).size(), point);
                assertEquals(paid, node.received.stream().distinct().count(), "the same bytes: " + point);
                assertEquals(paid, studio.served().size(), point);
            }
            assertTrue(asked("ledger", "verify").contains("sound"));
        }
    }

    private void files(EvmNode node, Studio studio) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.writeString(folder.resolve("patron.yaml"), """
            version: 1
            policy: policy.yaml
            catalog: catalog.yaml
            market: studio
            planner: outline
            out: out
            gateway:
              embedded: true
              port: %d
              mainnet:
                asset: USDC
                confirmations: 2
                gas: {coin: ETH, per_payment: "0.000000001", per_day: "0.00000001", replace_after: 3}
            """.formatted(port));
        Files.writeString(
                folder.resolve("policy.yaml"),
                Files.readString(HOME.resolve("config/policy.yaml")).replace("[sandbox, xgen,", "[studio,"));
        Files.writeString(folder.resolve("catalog.yaml"), Studio.catalogue(node.uri(), studio.url()));
    }
}
