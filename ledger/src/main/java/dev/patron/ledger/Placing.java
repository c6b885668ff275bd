package dev.patron.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Puts a new file in the place of another, which is kept; a stop at any point leaves the one or the other there, whole. */
final class Placing {
    private Placing() {}

    /**
     * @param kept a second name for the file that is replaced; nothing is written there when there is none
     */
    static void replace(Path fresh, Path place, Path kept) throws IOException {
        sync(fresh);
        syncFolder(parent(place));
        if (Files.exists(place)) {
            keep(place, kept);
            syncFolder(parent(place));
        }
        Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
        syncFolder(parent(place));
    }

    /** A name that no file of the folder has yet: this one, or with a number. */
    static Path unused(Path folder, String name, String ending) {
        Path free = folder.resolve(name + ending);
        for (int n = 2; Files.exists(free); n++) {
            free = folder.resolve(name + "-" + n + ending);
        }
        return free;
    }

    private static void keep(Path place, Path kept) throws IOException {
        try {
            Files.createLink(kept, place);
        } catch (UnsupportedOperationException | IOException noLinks) {
            Files.copy(place, kept);
            sync(kept);
        }
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Makes a folder's names durable, where the platform lets a folder be opened. */
    static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
                throw e;
            }
        }
    }

    static Path parent(Path file) {
        Path absolute = file.toAbsolutePath();
        Path parent = absolute.getParent();
        return parent == null ? absolute : parent;
    }
}
