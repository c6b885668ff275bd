package dev.patron.evm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.patron.payment.WalletException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxKeyTest {
    @TempDir
    Path folder;

    @Test
    void aKeyIsMadeOnceAndKept() throws IOException {
        Path deep = folder.resolve("deep");
        Path file = deep.resolve("sandbox.key");
        KeyWallet made = SandboxKey.wallet(file, new SecureRandom());
        assertEquals(made.address(), SandboxKey.wallet(file, new SecureRandom()).address());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (var files = Files.list(deep)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void twoFoldersHaveTwoKeys() {
        assertNotEquals(
                SandboxKey.wallet(folder.resolve("a"), new SecureRandom()).address(),
                SandboxKey.wallet(folder.resolve("b"), new SecureRandom()).address());
    }

    @Test
    void aFileThatOthersCanReadIsNotUsed() throws IOException {
        Path file = folder.resolve("sandbox.key");
        SandboxKey.wallet(file, new SecureRandom());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThrows(WalletException.class, () -> SandboxKey.wallet(file, new SecureRandom()));
    }

    @Test
    void anythingElseInTheFileIsRefusedAndNotRepeated() throws IOException {
        Path file = folder.resolve("sandbox.key");
        for (String text : List.of("", "canary", "00".repeat(32), "ab".repeat(31), "x".repeat(10_000))) {
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, text);
            WalletException e = assertThrows(WalletException.class, () -> SandboxKey.wallet(file, new SecureRandom()));
            assertFalse(String.valueOf(e.getMessage()).contains("canary"));
        }
    }
}
