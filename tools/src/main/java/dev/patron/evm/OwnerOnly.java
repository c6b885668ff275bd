package dev.patron.evm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/** Files that only their owner may read, where the file system knows owners (POSIX); elsewhere ordinary files. */
public final class OwnerOnly {
    private static final Set<PosixFilePermission> READ_WRITE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");

    private OwnerOnly() {}

    /**
     * Makes a new file, durable before this returns.
     *
     * @throws FileAlreadyExistsException when there is one already; it is left alone
     */
    public static void create(Path file, byte[] bytes) throws FileAlreadyExistsException, IOException {
        FileAttribute<?>[] attributes = isPosix(file)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(READ_WRITE)}
                : new FileAttribute<?>[0];
        Files.createFile(file, attributes);
        try {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                ByteBuffer left = ByteBuffer.wrap(bytes);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                channel.force(true);
            }
            syncFolder(folder(file));
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** Whether nobody but the owner has any right to a file; true where the file system does not say. */
    public static boolean holds(Path file) throws IOException {
        return !isPosix(file) || OWNER.containsAll(Files.getPosixFilePermissions(file));
    }

    static Path folder(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file lies in a folder");
    }

    /** Makes a new name durable where a folder can be opened for that; elsewhere the system does it by itself. */
    public static void syncFolder(Path folder) throws IOException {
        if (isPosix(folder)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
