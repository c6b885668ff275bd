package dev.patron.evm;

import dev.patron.payment.WalletException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;

/**
 * The throw-away key that the sandbox's money is spent with: made on first use, kept in a file that only its owner
 * can read, and worth nothing outside.
 */
public final class SandboxKey {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
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
        if (isPosix(file) && !OWNER.containsAll(Files.getPosixFilePermissions(file))) {
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
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file lies in a folder");
        Files.createDirectories(folder);
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        createOwnerOnly(temporary);
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            ByteBuffer text = StandardCharsets.US_ASCII.encode(HexFormat.of().formatHex(secret) + "\n");
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        sync(folder);
    }

    private static void createOwnerOnly(Path file) throws FileAlreadyExistsException, IOException {
        FileAttribute<?>[] attributes = isPosix(file)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
        Files.createFile(file, attributes);
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Makes the new name durable where a folder can be opened for that; elsewhere the system does it by itself. */
    private static void sync(Path folder) throws IOException {
        if (isPosix(folder)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
