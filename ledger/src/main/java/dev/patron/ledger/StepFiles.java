package dev.patron.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * The sealed steps of runs a second time, beside the database and independent of it: one append-only file a run.
 *
 * <p>Each record is its length (4 bytes, big-endian), the CRC-32C of its bytes (4 bytes) and the bytes, sealed under the
 * run's key. Which step a record is, its event says by the SHA-256 of the bytes; a record that no event names was never
 * committed to the log and is passed over. A damaged end is cut when the file is next appended to. Safe for any number of
 * threads.
 */
final class StepFiles {
    static final String FOLDER = "steps";

    private static final int HEAD_BYTES = 8;

    private final Path folder;
    private final Set<String> sound = new HashSet<>();

    StepFiles(Path folder) {
        this.folder = folder;
    }

    private Path file(String run) {
        return folder.resolve(run);
    }

    boolean has(String run) {
        return Files.exists(file(run));
    }

    /** Appends a step; when this returns it is on disk. */
    synchronized void append(String run, byte[] sealed) {
        try {
            Files.createDirectories(folder);
            boolean fresh = !has(run);
            try (FileChannel channel =
                    FileChannel.open(file(run), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                if (!fresh && !sound.contains(run)) {
                    channel.truncate(soundBytes(records(run)));
                }
                sound.add(run);
                long at = channel.size();
                ByteBuffer whole = ByteBuffer.allocate(HEAD_BYTES + sealed.length)
                        .putInt(sealed.length)
                        .putInt(checksum(sealed))
                        .put(sealed)
                        .flip();
                while (whole.hasRemaining()) {
                    channel.write(whole, at + whole.position());
                }
                channel.force(true);
            }
            if (fresh) {
                Placing.syncFolder(folder);
                Placing.syncFolder(Placing.parent(folder));
            }
        } catch (IOException e) {
            sound.remove(run);
            throw new LedgerException(
                    Fault.STORE,
                    "a step of run `" + run + "` could not be written beside the database: " + e.getMessage(),
                    e);
        }
    }

    /** Every whole record of a run, oldest first, up to the first that is damaged. */
    synchronized List<byte[]> steps(String run) {
        try {
            return records(run);
        } catch (IOException e) {
            throw new LedgerException(
                    Fault.STORE, "the steps of run `" + run + "` could not be read: " + e.getMessage(), e);
        }
    }

    /** Whether a run's file ends with a whole record. */
    synchronized boolean isWhole(String run) {
        try {
            return Files.size(file(run)) == soundBytes(records(run));
        } catch (IOException e) {
            throw new LedgerException(
                    Fault.STORE, "the steps of run `" + run + "` could not be read: " + e.getMessage(), e);
        }
    }

    private List<byte[]> records(String run) throws IOException {
        List<byte[]> records = new ArrayList<>();
        if (!has(run)) {
            return records;
        }
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file(run)));
        while (all.remaining() >= HEAD_BYTES) {
            int length = all.getInt();
            int crc = all.getInt();
            if (length <= 0 || length > all.remaining()) {
                break;
            }
            byte[] record = new byte[length];
            all.get(record);
            if (crc != checksum(record)) {
                break;
            }
            records.add(record);
        }
        return records;
    }

    /** Copies every file, each as it is at one moment. Nothing is synced. */
    void copy(Path to) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                synchronized (this) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
            }
        }
    }

    private static long soundBytes(List<byte[]> records) {
        return records.stream().mapToLong(record -> HEAD_BYTES + record.length).sum();
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
