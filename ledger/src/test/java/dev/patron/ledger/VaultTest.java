package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prompts, plans and request bytes lie nowhere in the clear. */
class VaultTest {
    @TempDir
    Path folder;

    @Test
    void aSaltIsOfOneThingOfOneRunAndGoesWithItsKey() throws IOException {
        Vault vault = new Vault(folder, new SecureRandom());
        vault.create("a");
        vault.create("b");
        String salt = vault.secret("a", "shot-01");
        assertTrue(salt.matches("[0-9a-f]{64}"));
        assertEquals(salt, new Vault(folder, new SecureRandom()).secret("a", "shot-01"), "for good");
        assertNotEquals(salt, vault.secret("a", "shot-02"));
        assertNotEquals(salt, vault.secret("b", "shot-01"));
        Files.delete(folder.resolve("a.key"));
        Vault later = new Vault(folder, new SecureRandom());
        assertThrows(LedgerException.class, () -> later.secret("a", "shot-01"));
    }

    @Test
    void nothingSealedCanBeReadInAnyFile() throws IOException {
        String step = "canary-of-a-plan: cherry blossoms";
        try (Bench bench = Bench.fresh(folder)) {
            bench.ledger().journalStep(Bench.RUN, 2, "plan", step.getBytes(StandardCharsets.UTF_8));
            bench.sign(bench.intent("shot-01"), "0.05");
            assertEquals(
                    step, new String(bench.reader().steps(Bench.RUN).getLast().body(), StandardCharsets.UTF_8));
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        assertTrue(files.size() >= 4, "database, journal, access and key: " + files);
        for (Path file : files) {
            String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            for (String canary : List.of("canary", base64(step, 0), base64(step, 1), base64(step, 2))) {
                assertFalse(bytes.contains(canary), file + " holds " + canary);
            }
            if (file.toString().endsWith(".key") || file.endsWith("access")) {
                assertEquals(
                        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)), file + "");
            }
        }
    }

    /** What the middle of a text looks like in base64 when it begins {@code shift} bytes into a group. */
    private static String base64(String text, int shift) {
        String coded = Base64.getEncoder().encodeToString(("x".repeat(shift) + text).getBytes(StandardCharsets.UTF_8));
        return coded.substring(4, 24);
    }

    @Test
    void changedBytesAreRefused() {
        Vault vault = new Vault(folder, new SecureRandom());
        vault.create("run-1");
        vault.create("run-2");
        byte[] plain = "a plan".getBytes(StandardCharsets.UTF_8);
        byte[] sealed = vault.seal("run-1", plain);
        assertArrayEquals(plain, vault.open("run-1", sealed).orElseThrow());
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertEquals(
                    Fault.INTEGRITY,
                    assertThrows(LedgerException.class, () -> vault.open("run-1", changed))
                            .fault());
        }
        assertThrows(LedgerException.class, () -> vault.open("run-1", new byte[5]), "too short");
        assertThrows(LedgerException.class, () -> vault.open("run-2", sealed), "another run's");
    }

    @Test
    void aDestroyedKeyErases() throws IOException {
        Vault vault = new Vault(folder, new SecureRandom());
        vault.create("run-1");
        byte[] sealed = vault.seal("run-1", new byte[] {1, 2, 3});
        byte[] again = vault.seal("run-1", new byte[] {1, 2, 3});
        assertFalse(java.util.Arrays.equals(sealed, again), "a fresh nonce each time");
        Files.delete(folder.resolve("run-1.key"));
        assertEquals(Optional.empty(), new Vault(folder, new SecureRandom()).open("run-1", sealed));
    }

    @Test
    void aKeyIsMadeOnce() {
        Vault vault = new Vault(folder, new SecureRandom());
        vault.create("run-1");
        byte[] sealed = vault.seal("run-1", new byte[] {1});
        Vault later = new Vault(folder, new SecureRandom());
        later.create("run-1");
        assertArrayEquals(new byte[] {1}, later.open("run-1", sealed).orElseThrow());
    }

    @Test
    void aChangedSignatureInTheDatabaseIsNotPresented() throws Exception {
        try (Bench bench = Bench.fresh(folder)) {
            String intent = bench.intent("shot-01");
            bench.sign(intent, "0.05");
            bench.tamper("UPDATE signed_payment SET request = X'00112233445566778899aabbccddeeff00112233445566778899'");
            IntentRecord record = bench.record(intent);
            assertEquals(
                    Fault.INTEGRITY,
                    assertThrows(LedgerException.class, () -> bench.reader().signed(record))
                            .fault());
        }
    }
}
