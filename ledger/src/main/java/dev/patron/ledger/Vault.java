package dev.patron.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
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
 * is on disk before its key is first used. Destroying a file makes everything sealed under it unreadable; a file of
 * zeros is a key that was being destroyed. Safe for any number of threads.
 */
final class Vault {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BYTES = 32;
    private static final String SEALED = "sealed:";
    private static final String SUFFIX = ".key";
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
            Path file = file(run);
            if (Files.exists(file)) {
                return;
            }
            Files.createDirectories(directory);
            byte[] key = new byte[KEY_BYTES];
            random.nextBytes(key);
            OwnerFiles.write(file, key);
        } catch (IOException e) {
            throw new LedgerException(Fault.STORE, "a key file could not be written: " + e.getMessage(), e);
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

    /** Text sealed as text, for a column that holds no bytes. */
    String sealText(String run, String plain) {
        byte[] sealed = seal(run, plain.getBytes(StandardCharsets.UTF_8));
        return SEALED + Base64.getEncoder().encodeToString(sealed);
    }

    /** Opens what {@link #sealText} closed, and gives other text as it is; empty when the run's key is gone. */
    String openText(String run, String text) {
        return text.startsWith(SEALED)
                ? open(run, Base64.getDecoder().decode(text.substring(SEALED.length())))
                        .map(plain -> new String(plain, StandardCharsets.UTF_8))
                        .orElse("")
                : text;
    }

    /** A secret that only the run's key gives, 64 hexadecimal digits, another for each purpose. */
    String secret(String run, String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key(run).orElseThrow(() -> lost(run)).getEncoded(), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** Whether there is a file for the run's key, be it one that was overwritten and not yet removed. */
    boolean hasFile(String run) {
        return Files.exists(file(run));
    }

    /**
     * Destroys the run's key: overwrites its file, syncs it, removes it and syncs the folder. Does nothing where there
     * is none, so that it can be done again after a stop.
     */
    void destroy(String run) {
        Path file = file(run);
        keys.remove(run);
        try {
            if (!Files.exists(file)) {
                return;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                ByteBuffer zeros = ByteBuffer.allocate(KEY_BYTES);
                while (zeros.hasRemaining()) {
                    channel.write(zeros);
                }
                channel.force(true);
            }
            Files.deleteIfExists(file);
            OwnerFiles.syncFolder(directory.toAbsolutePath());
        } catch (IOException e) {
            throw new LedgerException(
                    Fault.STORE,
                    "the key of run `" + run + "` could not be destroyed (" + e.getMessage()
                            + "); the next command on this data directory tries again",
                    e);
        } finally {
            keys.remove(run);
        }
    }

    /** Copies every key file. Nothing is synced. */
    void copy(Path to) throws IOException {
        Files.createDirectories(to);
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
                for (Path file : files) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
            }
        }
    }

    private Optional<SecretKey> key(String run) {
        SecretKey known = keys.get(run);
        if (known != null) {
            return Optional.of(known);
        }
        try {
            byte[] bytes = Files.readAllBytes(file(run));
            if (Arrays.equals(bytes, new byte[KEY_BYTES])) {
                return Optional.empty();
            }
            if (bytes.length != KEY_BYTES) {
                throw new LedgerException(Fault.INTEGRITY, "the key file of run `" + run + "` is damaged");
            }
            SecretKey read = new SecretKeySpec(bytes, "AES");
            keys.put(run, read);
            return Optional.of(read);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new LedgerException(Fault.STORE, "the key of run `" + run + "` could not be read", e);
        }
    }

    private Path file(String run) {
        return directory.resolve(run + SUFFIX);
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
            Path parent = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a folder");
            Path temporary = Files.createTempFile(parent, ".new", "");
            if (isPosix(parent)) {
                Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-------"));
            }
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(bytes));
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            syncFolder(parent);
        }

        /** Makes names in a folder durable, where the platform can: Windows cannot open a folder, and needs not. */
        static void syncFolder(Path folder) throws IOException {
            if (isPosix(folder)) {
                try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                }
            }
        }

        private static boolean isPosix(Path folder) throws IOException {
            return Files.getFileStore(folder).supportsFileAttributeView("posix");
        }
    }
}
