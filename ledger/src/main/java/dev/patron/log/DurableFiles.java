package dev.patron.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Files that are there whole or not at all: bytes are written beside their place, synced, and renamed into it.
 *
 * <p>A rename is durable once {@link #sync} has synced the folders it touched; many renames can share one sync. Not safe
 * for several threads.
 */
final class DurableFiles {
    private final Set<Path> unsynced = new TreeSet<>();

    /** Puts a file in its place, making folders as needed. */
    void write(Path file, byte[] bytes) throws IOException {
        Path folder = parent(file);
        makeFolder(folder);
        Path beside = folder.resolve(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            writeAll(channel, bytes);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        unsynced.add(folder);
    }

    /** Makes every rename so far durable. */
    void sync() throws IOException {
        for (Path folder : unsynced) {
            syncFolder(folder);
        }
        unsynced.clear();
    }

    private void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Path above = parent(folder);
            makeFolder(above);
            try {
                Files.createDirectory(folder);
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(folder)) {
                    throw e;
                }
            }
            unsynced.add(above);
        }
    }

    /** Writes a file that only its owner may read and that must not be there yet; on disk when this returns. */
    static void writeNewForOwner(Path file, byte[] bytes) throws IOException {
        Path folder = parent(file);
        FileAttribute<?>[] attributes = isPosix(folder)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Path beside = Files.createTempFile(folder, ".key", ".new", attributes);
        try {
            try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                writeAll(channel, bytes);
            }
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
        syncFolder(folder);
    }

    /** Removes a folder and the files in it. */
    static void removeFolder(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            for (Path file : inside.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    static void writeAll(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
        channel.force(true);
    }

    /** Makes a folder's names durable, where the platform lets a folder be opened. */
    static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            if (isPosix(folder)) {
                throw e;
            }
        }
    }

    private static boolean isPosix(Path folder) throws IOException {
        return Files.getFileStore(folder).supportsFileAttributeView("posix");
    }

    static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }
}
