package dev.patron.evm;

import dev.patron.payment.WalletException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The throw-away key that the sandbox's money is spent with: made on first use, kept in a file that only its owner
 * can read, and worth nothing outside.
 */
public final class SandboxKey {
    private static final int FILE_BYTES_MOST = 128;

    private SandboxKey() {}

    /**
     * The wallet of the key in {@code file}, made if there is none. Durable before this returns.
     *
     * @throws WalletException when the file holds something else, others can read it, or it cannot be written
     */
    public static KeyWallet wallet(Path file, SecureRandom random) {
        try {
            if (!Files.exists(file)) {
                write(file, random);
            }
            return read(file);
        } catch (IOException e) {
            throw new WalletException("the sandbox key file `" + file.getFileName() + "` cannot be used ("
                    + e.getClass().getSimpleName() + "); check the folder's permissions");
        }
    }

    private static KeyWallet read(Path file) throws IOException {
        if (!OwnerOnly.holds(file)) {
            throw new WalletException("others may read the sandbox key file `" + file.getFileName()
                    + "`; take their permissions away or delete the file");
        }
        if (Files.size(file) > FILE_BYTES_MOST) {
            throw new WalletException("the sandbox key file `" + file.getFileName() + "` is not one; delete it");
        }
        return KeyWallet.ofHex(Files.readString(file, StandardCharsets.US_ASCII));
    }

    private static void write(Path file, SecureRandom random) throws IOException {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        KeyWallet.of(secret);
        Files.createDirectories(OwnerOnly.folder(file));
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        OwnerOnly.create(temporary, (HexFormat.of().formatHex(secret) + "\n").getBytes(StandardCharsets.US_ASCII));
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        OwnerOnly.syncFolder(OwnerOnly.folder(file));
    }
}
