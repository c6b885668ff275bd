package dev.patron.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Everything the sandbox knows, as one append-only file.
 *
 * <p>A record is its length and the CRC32C of its bytes, four big-endian bytes each, and then the bytes: JSON in
 * UTF-8. What follows the last whole record is a torn write and is cut when the file is opened. Appending writes;
 * {@link #sync} makes durable, and one sync serves every thread that waits for it. The file is locked while open:
 * one process owns it.
 */
final class SandboxLog implements AutoCloseable {
    private static final int RECORD_BYTES_MAX = 1 << 20;
    private static final int HEAD_BYTES = 8;

    private final FileChannel channel;
    private final FileLock lock;
    private final List<JsonNode> found;
    private final Object syncing = new Object();
    private long written;
    private long synced;
    private boolean torn;

    private SandboxLog(FileChannel channel, FileLock lock, List<JsonNode> found) {
        this.channel = channel;
        this.lock = lock;
        this.found = found;
    }

    /**
     * Opens or makes {@code sandbox.log} in the directory.
     *
     * @throws IllegalStateException if another process or another sandbox of this one owns it
     */
    static SandboxLog open(Path directory) {
        try {
            Files.createDirectories(directory);
            Path file = directory.resolve("sandbox.log");
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = lockOf(channel, directory);
            List<JsonNode> found = new ArrayList<>();
            long whole = scan(file, found);
            channel.truncate(whole);
            channel.position(whole);
            channel.force(true);
            SandboxLog log = new SandboxLog(channel, lock, found);
            log.written = whole;
            log.synced = whole;
            return log;
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot open the sandbox in `" + directory + "`", broken);
        }
    }

    private static FileLock lockOf(FileChannel channel, Path directory) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
        } catch (OverlappingFileLockException _) {
            // Held by this very process: refused below like any other owner.
        }
        channel.close();
        throw new IllegalStateException(
                "another sandbox owns `" + directory + "`; stop it or choose another directory");
    }

    private static long scan(Path file, List<JsonNode> found) throws IOException {
        long whole = 0;
        long size = Files.size(file);
        try (InputStream raw = Files.newInputStream(file);
                DataInputStream in = new DataInputStream(new BufferedInputStream(raw, 1 << 16))) {
            while (size - whole >= HEAD_BYTES) {
                int length = in.readInt();
                int sum = in.readInt();
                if (length <= 0 || length > RECORD_BYTES_MAX || length > size - whole - HEAD_BYTES) {
                    return whole;
                }
                byte[] bytes = in.readNBytes(length);
                if (bytes.length != length || sumOf(bytes) != sum) {
                    return whole;
                }
                found.add(Json.read(bytes));
                whole += HEAD_BYTES + length;
            }
        }
        return whole;
    }

    private static int sumOf(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    /** The records found at opening, oldest first. */
    List<JsonNode> found() {
        return found;
    }

    /** Writes one record; it is durable after the next {@link #sync}. */
    synchronized void append(JsonNode record) {
        byte[] bytes = Json.bytes(record);
        if (bytes.length > RECORD_BYTES_MAX) {
            throw new IllegalArgumentException("a record of " + bytes.length + " bytes is too long for the log");
        }
        if (torn) {
            throw new IllegalStateException("the sandbox log has a torn end; restart the sandbox");
        }
        ByteBuffer out = ByteBuffer.allocate(HEAD_BYTES + bytes.length);
        out.putInt(bytes.length).putInt(sumOf(bytes)).put(bytes).flip();
        try {
            while (out.hasRemaining()) {
                channel.write(out);
            }
            written += HEAD_BYTES + bytes.length;
        } catch (IOException broken) {
            torn = true;
            throw new UncheckedIOException("cannot write to the sandbox log; free its disk and restart it", broken);
        }
    }

    private synchronized long written() {
        return written;
    }

    /** Returns when every record appended before the call is on the disk. */
    void sync() {
        long wanted = written();
        synchronized (syncing) {
            if (synced >= wanted) {
                return;
            }
            long covered = written();
            try {
                channel.force(false);
            } catch (IOException broken) {
                throw new UncheckedIOException("cannot sync the sandbox log", broken);
            }
            synced = covered;
        }
    }

    @Override
    public void close() {
        try {
            sync();
            lock.release();
            channel.close();
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot close the sandbox log", broken);
        }
    }
}
