package dev.patron.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys of runs, one owner-only file each, and what they seal: prompts, plans and request bytes.
 *
 * <p>AES-256-GCM with a fresh 96-bit nonce before each message; the run's id is bound as associated data. A key file
 * is on disk before its key is first used. Destroying a file makes everything sealed under it unreadable. Safe for any
 * number of threads.
 */
final class Vault {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private final Path directory;
    private final SecureRandom random;
    private final Map<String, SecretKey> keys = new ConcurrentHashMap<>();

    Vault(Path directory, SecureRandom random) {
        this.directory = directory;
        this.random = random;
    }

    /** Makes the run's key if there is none yet. */
    void create(String run) {
        try {
            Files.createDirectories(directory);
            Path file = file(run);
            if (Files.exists(file)) {
                return;
            }
            byte[] key = new byte[32];
            random.nextBytes(key);
            OwnerFiles.write(file, key);
        } catch (IOException e) {
            throw new LedgerException(Fault.STORE, "a key file could not be written: " + e.getMessage(), e);
        }
    }

    /**
     * What is hashed with a secret so that nobody can try out what the hash stands for: always the same for one thing of
     * one run, unrelated to that of any other, and gone with the run's key.
     */
    String salt(String run, String about) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key(run).orElseThrow(() -> lost(run)));
            return HexFormat.of().formatHex(mac.doFinal(("salt\n" + about).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }

    byte[] seal(String run, byte[] plain) {
        try {
            byte[] nonce = new byte[NONCE_BYTES];
            random.nextBytes(nonce);
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, run, key(run).orElseThrow(() -> lost(run)), nonce);
            byte[] sealed = cipher.doFinal(plain);
            return ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /**
     * Opens what {@link #seal} closed; empty when the run's key is gone.
     *
     * @throws LedgerException when the bytes were changed
     */
    Optional<byte[]> open(String run, byte[] sealed) {
        Optional<SecretKey> key = key(run);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        try {
            ByteBuffer buffer = ByteBuffer.wrap(sealed);
            byte[] nonce = new byte[NONCE_BYTES];
            buffer.get(nonce);
            byte[] rest = new byte[buffer.remaining()];
            buffer.get(rest);
            return Optional.of(
                    cipher(Cipher.DECRYPT_MODE, run, key.get(), nonce).doFinal(rest));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new LedgerException(Fault.INTEGRITY, "a sealed record of run `" + run + "` was changed", e);
        }
    }

    private Optional<SecretKey> key(String run) {
        SecretKey known = keys.get(run);
        if (known != null) {
            return Optional.of(known);
        }
        try {
            SecretKey read = new SecretKeySpec(Files.readAllBytes(file(run)), "AES");
            keys.put(run, read);
            return Optional.of(read);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new LedgerException(Fault.STORE, "the key of run `" + run + "` could not be read", e);
        }
    }

    private Path file(String run) {
        return directory.resolve(run + ".key");
    }

    private static LedgerException lost(String run) {
        return new LedgerException(Fault.STORE, "the key of run `" + run + "` is gone");
    }

    private static Cipher cipher(int mode, String run, SecretKey key, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(run.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /** Small files that only their owner may read, on disk before the call returns. */
    static final class OwnerFiles {
        private OwnerFiles() {}

        static void write(Path file, byte[] bytes) throws IOException {
            Path parent = file.toAbsolutePath().getParent();
            Path temporary = Files.createTempFile(parent, ".new", "");
            boolean posix = Files.getFileStore(parent).supportsFileAttributeView("posix");
            if (posix) {
                Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-------"));
            }
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(bytes));
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            if (posix) {
                try (FileChannel folder = FileChannel.open(parent, StandardOpenOption.READ)) {
                    folder.force(true);
                }
            }
        }
    }
}
