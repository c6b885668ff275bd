package dev.patron.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that are whole or absent, whatever happens in between: written aside, synced, then renamed into place. */
final class Durable {
    private Durable() {}

    /** Writes {@code bytes} to {@code target}, replacing what is there. */
    static void write(Path target, byte[] bytes) throws IOException {
        Path aside = aside(target);
        try {
            Files.write(aside, bytes);
            moveInto(aside, target);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    /** Copies a file, with the permissions that a new file gets. */
    static void copy(Path source, Path target) throws IOException {
        Path aside = aside(target);
        try {
            try (InputStream in = Files.newInputStream(source);
                    var out = Files.newOutputStream(aside)) {
                in.transferTo(out);
            }
            moveInto(aside, target);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    /** Syncs a finished file and gives it its name, atomically, durable on return. */
    static void moveInto(Path aside, Path target) throws IOException {
        sync(aside, StandardOpenOption.WRITE);
        Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder(folderOf(target));
    }

    /** Makes names in a folder durable, where the platform can: Windows cannot open a folder, and needs not. */
    static void syncFolder(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            sync(folder, StandardOpenOption.READ);
        }
    }

    static Path folderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? file.toAbsolutePath() : folder;
    }

    private static Path aside(Path target) {
        return folderOf(target).resolve("." + target.getFileName() + ".part");
    }

    private static void sync(Path path, StandardOpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }
}
