package dev.patron.outside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.evm.KeyWallet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real key in the environment is never read for the sandbox, signs nothing and turns up nowhere (AT-120, AT-121). */
class SecretsTest {
    /** A well-known development key: nobody's money. */
    private static final String CANARY = "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

    @Test
    void aRealKeyInTheEnvironmentSignsNothingAndIsNowhere(@TempDir Path folder) throws Exception {
        Program program = new Program(
                folder, Map.of("PATRON_PRIVATE_KEY", "0x" + CANARY, "OPENAI_API_KEY", "sk-" + CANARY), List.of());
        Path data = folder.resolve("data");
        Path out = folder.resolve("out");
        Program.Ended ran = program.run(
                "run",
                "--prompt",
                "a paper boat",
                "--image",
                "--data",
                data.toString(),
                "--out",
                out.toString(),
                "--json");
        assertEquals(0, ran.exit(), ran.err());
        String canaryAddress = KeyWallet.ofHex("0x" + CANARY).address().text();
        Program.Ended events = program.run("ledger", "show", "--limit", "1000", "--data", data.toString(), "--json");
        assertTrue(events.out().contains("wallet_adopted"), events.out());
        List<String> traces = traces(canaryAddress);
        for (String trace : traces) {
            assertAbsent(trace, ran.out() + ran.err() + events.out() + events.err(), "output");
        }
        List<Path> files = files(folder);
        assertTrue(files.size() > 10, "only " + files.size() + " files were looked at");
        for (Path file : files) {
            String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
            traces.forEach(trace -> assertAbsent(trace, bytes, file.toString()));
        }
    }

    @Test
    void theThrowAwayKeyAndSignaturesAreInNoLogAndNoOutput(@TempDir Path folder) throws Exception {
        Program program = new Program(folder, Map.of(), List.of());
        Path data = folder.resolve("data");
        Path out = folder.resolve("out");
        Program.Ended ran = program.run(
                "run", "--prompt", "a tin robot", "--image", "--data", data.toString(), "--out", out.toString());
        assertEquals(0, ran.exit(), ran.err());
        String key = Files.readString(data.resolve("wallet/sandbox.key"), StandardCharsets.US_ASCII)
                .strip()
                .replaceFirst("^0x", "");
        assertEquals(64, key.length());
        assertAbsent(key, ran.out() + ran.err(), "output");
        for (Path file : files(folder)) {
            if (!file.endsWith("wallet/sandbox.key")) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertAbsent(key, bytes, file.toString());
                if (!file.startsWith(data.resolve("sandbox"))) {
                    assertAbsent("PAYMENT-SIGNATURE", bytes, file.toString());
                    assertAbsent("a tin robot", file.startsWith(data) ? bytes : "", file.toString());
                }
            }
        }
    }

    private static List<String> traces(String address) {
        byte[] key = HexFormat.of().parseHex(CANARY);
        return List.of(
                CANARY,
                CANARY.toUpperCase(Locale.ROOT),
                Base64.getEncoder().encodeToString(key),
                new String(key, StandardCharsets.ISO_8859_1),
                address,
                address.substring(2));
    }

    private static void assertAbsent(String trace, String text, String where) {
        assertFalse(text.contains(trace), () -> "a secret is in " + where);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }
}
