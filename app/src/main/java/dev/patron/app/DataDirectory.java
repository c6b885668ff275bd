package dev.patron.app;

import dev.patron.cli.HouseException;
import dev.patron.door.Answers;
import dev.patron.door.ControlDoor;
import dev.patron.door.RemoteAnswers;
import dev.patron.payment.Pause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder that ledger, files and keys lie in. One process owns it at a time, by a lock on {@code owner.lock}; an
 * owner that opens its control door says where in the owner-only file {@code control}.
 */
final class DataDirectory implements AutoCloseable {
    static final int TAKE_TRIES = 20;
    static final Duration BETWEEN_TRIES = Duration.ofMillis(150);

    private static final String FORMAT = "patron-data 1";
    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private DataDirectory(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the directory, making it where there is none; empty when another process has it.
     *
     * @throws HouseException when it cannot be used
     */
    static Optional<DataDirectory> take(Path path) {
        try {
            Files.createDirectories(path);
            FileChannel channel =
                    FileChannel.open(path.resolve("owner.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            DataDirectory taken = new DataDirectory(path, channel, lock);
            Files.deleteIfExists(path.resolve("control"));
            taken.checkFormat();
            return Optional.of(taken);
        } catch (AccessDeniedException e) {
            throw new HouseException(
                    "no permission to use the data directory `" + path + "` (" + e.getFile()
                            + "); choose another with `--data`",
                    e);
        } catch (IOException e) {
            throw new HouseException("the data directory `" + path + "` cannot be used: " + reason(e), e);
        }
    }

    /** Takes the directory as {@link #take} does; a command that only asks holds it for a moment, and so long it waits. */
    static DataDirectory takeSoon(Path path, Pause pause) {
        for (int tries = 0; tries < TAKE_TRIES; tries++) {
            Optional<DataDirectory> taken = take(path);
            if (taken.isPresent()) {
                return taken.get();
            }
            if (door(path).isPresent()) {
                break;
            }
            pause.pause(BETWEEN_TRIES);
        }
        throw held(path);
    }

    static HouseException held(Path path) {
        return new HouseException("the data directory `" + path + "` is held by " + owner(path)
                + "; wait for it, or use another with `--data`");
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        return e.getClass() == IOException.class ? message : e.getClass().getSimpleName() + " " + message;
    }

    private void checkFormat() throws IOException {
        Path file = path.resolve("format");
        if (!Files.exists(file)) {
            write(file, FORMAT + "\n");
            return;
        }
        String found = Files.readString(file, StandardCharsets.UTF_8).strip();
        if (!found.equals(FORMAT)) {
            close();
            throw new HouseException("the data directory `" + path + "` has the format `" + found
                    + "`, and this Patron knows `" + FORMAT + "`; use the Patron that wrote it");
        }
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** Says where this process can be asked. */
    private void announce(int port, String token) {
        try {
            write(
                    path.resolve("control"),
                    port + "\n" + token + "\n" + ProcessHandle.current().pid() + "\n");
        } catch (IOException e) {
            throw new HouseException("the control door could not be announced: " + reason(e), e);
        }
    }

    private static String token(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Opens the owner's control door on a free port of loopback, and says where it is. */
    ControlDoor openDoor(Answers answers, SecureRandom random) {
        try {
            String token = token(random);
            ControlDoor door = ControlDoor.open(answers, token);
            announce(door.port(), token);
            return door;
        } catch (IOException e) {
            throw new HouseException("the control door could not be opened on loopback: " + e.getMessage(), e);
        }
    }

    /** The owner's control door, if it has announced one. */
    static Optional<RemoteAnswers> door(Path path) {
        return control(path).map(lines -> new RemoteAnswers(Integer.parseInt(lines.getFirst()), lines.get(1)));
    }

    /** Who owns the directory, for people. */
    static String owner(Path path) {
        return control(path).map(lines -> "process " + lines.get(2)).orElse("another process");
    }

    /** Whether somebody can be asked there, for people. */
    static String standing(Path path) {
        return control(path).map(lines -> "in use by process " + lines.get(2)).orElse("free");
    }

    private static Optional<List<String>> control(Path path) {
        try {
            List<String> lines = Files.readAllLines(path.resolve("control"), StandardCharsets.US_ASCII);
            return lines.size() == 3 ? Optional.of(lines) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void write(Path file, String text) throws IOException {
        Path temporary = Files.createTempFile(path, ".new", "");
        if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-------"));
        }
        try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            out.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path.resolve("control"));
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new HouseException("the data directory was not released: " + reason(e), e);
        }
    }
}
