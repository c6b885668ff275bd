package dev.patron.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that is being written and counts only when it is whole; what is not kept is gone when this is closed. */
final class OutFile implements AutoCloseable {
    private final Path path;
    private final Path target;

    private OutFile(Path path, Path target) {
        this.path = path;
        this.target = target;
    }

    /** An empty file beside the one that it is to become. */
    static OutFile beside(Path target) {
        Path whole = target.toAbsolutePath().normalize();
        Path folder = whole.getParent();
        if (Files.isDirectory(whole) || folder == null || !Files.isDirectory(folder)) {
            throw new UsageException("`" + target + "` is not a file in a folder that exists");
        }
        try {
            return new OutFile(Files.createTempFile(folder, ".patron-", ".part"), whole);
        } catch (IOException e) {
            throw failed(target, e);
        }
    }

    /** An empty file that nobody wants to keep. */
    static OutFile passing() {
        try {
            Path path = Files.createTempFile("patron-", ".part").toAbsolutePath();
            return new OutFile(path, path);
        } catch (IOException e) {
            throw failed(Path.of(System.getProperty("java.io.tmpdir", ".")), e);
        }
    }

    /** Where it is being written: absolute. */
    Path path() {
        return path;
    }

    void write(String text) {
        try {
            Files.writeString(path, text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw failed(target, e);
        }
    }

    void copy(PrintWriter out) {
        try (Reader in = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            in.transferTo(out);
            out.flush();
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    /** It is whole: it takes its place, also that of an older one, and is on disk when this returns. */
    void keep() {
        try {
            sync(path, StandardOpenOption.WRITE);
            Files.move(path, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            Path folder = target.getParent();
            if (folder != null && Files.getFileStore(folder).supportsFileAttributeView("posix")) {
                sync(folder, StandardOpenOption.READ);
            }
        } catch (IOException e) {
            throw failed(target, e);
        }
    }

    private static void sync(Path path, StandardOpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }

    private static HouseException failed(Path file, IOException e) {
        return new HouseException("`" + file + "` could not be written: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw failed(path, e);
        }
    }
}
