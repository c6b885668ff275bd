package dev.patron.ledger;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/**
 * The append-only journal of signed authorizations, beside the database and independent of it.
 *
 * <p>Layout: a header record naming the ledger, then one record an authorization. Each record is its length (4 bytes,
 * big-endian), the CRC-32C of its bytes (4 bytes) and the bytes, canonical JSON. {@link #append} returns when the
 * record is on disk. A record that is cut short or damaged at the very end was never acted on and is cut off; damage
 * anywhere before is an integrity violation. Safe for any number of threads.
 */
final class Journal implements AutoCloseable {
    /** What it is called, beside the database. */
    static final String FILE = "journal";

    private static final int RECORD_BYTES_MOST = 1 << 20;
    private static final int HEAD_BYTES = 8;
    private final FileChannel channel;
    private long soundBytes;
    private boolean torn;

    private Journal(FileChannel channel, long soundBytes, boolean torn) {
        this.channel = channel;
        this.soundBytes = soundBytes;
        this.torn = torn;
    }

    /**
     * Opens or makes the journal of a ledger.
     *
     * @throws LedgerException with {@link Fault#INTEGRITY} when it is damaged or belongs to another ledger
     */
    static Journal open(Path file, String ledger) {
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            boolean opened = false;
            try {
                Journal journal = read(channel, file);
                journal.claim(ledger, file);
                opened = true;
                return journal;
            } finally {
                if (!opened) {
                    channel.close();
                }
            }
        } catch (IOException e) {
            throw new LedgerException(Fault.STORE, "the journal could not be opened: " + e.getMessage(), e);
        }
    }

    /**
     * Opens the journal of a ledger, or a copy of it, for reading only.
     *
     * @throws LedgerException with {@link Fault#INTEGRITY} when it is damaged or belongs to another ledger
     */
    static Journal look(Path file, String ledger) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            boolean opened = false;
            try {
                Journal journal = read(channel, file);
                if (journal.soundBytes == 0) {
                    throw new LedgerException(Fault.INTEGRITY, "the journal `" + file + "` holds nothing");
                }
                journal.mustBelongTo(ledger, file);
                opened = true;
                return journal;
            } finally {
                if (!opened) {
                    channel.close();
                }
            }
        } catch (IOException e) {
            throw new LedgerException(Fault.STORE, "the journal could not be opened: " + e.getMessage(), e);
        }
    }

    private void claim(String ledger, Path file) throws IOException {
        if (soundBytes == 0) {
            cutTorn();
            append(Json.write(Json.object("journal", "1", "ledger", ledger)));
            try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
                folder.force(true);
            } catch (IOException e) {
                if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
                    throw e;
                }
            }
            return;
        }
        mustBelongTo(ledger, file);
    }

    private void mustBelongTo(String ledger, Path file) throws IOException {
        String header = new String(readRecord(channel, 0, soundBytes), StandardCharsets.UTF_8);
        String owner = owner(header, file);
        if (!ledger.equals(owner)) {
            throw new LedgerException(
                    Fault.INTEGRITY,
                    "the journal `" + file + "` belongs to ledger `" + owner + "`, the database to `" + ledger
                            + "`; nothing is spent until they are put back together from one backup");
        }
    }

    private static String owner(String header, Path file) {
        try {
            return Recovering.text(Json.readObject(header), "ledger");
        } catch (IllegalArgumentException e) {
            throw new LedgerException(Fault.INTEGRITY, "`" + file + "` does not begin as a journal does", e);
        }
    }

    private static Journal read(FileChannel channel, Path file) throws IOException {
        long size = channel.size();
        long at = 0;
        while (at < size) {
            byte[] record = size - at < HEAD_BYTES ? new byte[0] : readRecord(channel, at, size);
            if (record.length == 0) {
                return endsTorn(channel, at, size, file);
            }
            at += HEAD_BYTES + record.length;
        }
        return new Journal(channel, at, false);
    }

    /** A bad record may only be the last one: nothing sound may follow it. */
    private static Journal endsTorn(FileChannel channel, long at, long size, Path file) throws IOException {
        for (long next = at + 1; next <= size - HEAD_BYTES - 2; next++) {
            byte[] record = readRecord(channel, next, size);
            if (record.length > 0) {
                throw new LedgerException(
                        Fault.INTEGRITY,
                        "the journal `" + file + "` is damaged at byte " + at + ", before its end; nothing is spent"
                                + " until it is restored");
            }
        }
        return new Journal(channel, at, true);
    }

    private static byte[] readRecord(FileChannel channel, long at, long size) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        readFully(channel, head, at);
        int length = head.getInt();
        int crc = head.getInt();
        if (length <= 0 || length > RECORD_BYTES_MOST || at + HEAD_BYTES + length > size) {
            return new byte[0];
        }
        ByteBuffer body = ByteBuffer.allocate(length);
        readFully(channel, body, at + HEAD_BYTES);
        return crc == checksum(body.array()) ? body.array() : new byte[0];
    }

    private static void readFully(FileChannel channel, ByteBuffer into, long at) throws IOException {
        while (into.hasRemaining()) {
            if (channel.read(into, at + into.position()) < 0) {
                throw new IOException("the journal ended while it was read");
            }
        }
        into.flip();
    }

    /** Hands over every authorization record, oldest first, as many as there were when it was called; none is kept. */
    void each(Consumer<String> to) {
        long end = soundBytes();
        try {
            long at = HEAD_BYTES;
            at += readRecord(channel, 0, end).length;
            while (at < end) {
                byte[] record = readRecord(channel, at, end);
                if (record.length == 0) {
                    throw new LedgerException(
                            Fault.INTEGRITY, "the journal was changed while it was read, at byte " + at);
                }
                to.accept(new String(record, StandardCharsets.UTF_8));
                at += HEAD_BYTES + record.length;
            }
        } catch (IOException e) {
            throw new LedgerException(Fault.STORE, "the journal could not be read: " + e.getMessage(), e);
        }
    }

    private synchronized long soundBytes() {
        return soundBytes;
    }

    synchronized boolean isTorn() {
        return torn;
    }

    /** Cuts off a damaged last record. */
    synchronized void cutTorn() {
        if (!torn) {
            return;
        }
        try {
            channel.truncate(soundBytes);
            channel.force(true);
            torn = false;
        } catch (IOException e) {
            throw new LedgerException(Fault.STORE, "the journal could not be cut: " + e.getMessage(), e);
        }
    }

    /** Appends a record; when this returns it is on disk. */
    synchronized void append(String record) {
        if (torn) {
            throw new LedgerException(Fault.ILLEGAL, "a torn journal must be cut before it is appended to");
        }
        ByteBuffer whole = framed(record);
        try {
            long at = channel.size();
            try {
                while (whole.hasRemaining()) {
                    channel.write(whole, at + whole.position());
                }
                channel.force(true);
            } catch (IOException e) {
                channel.truncate(at);
                throw e;
            }
            soundBytes = at + whole.capacity();
        } catch (IOException e) {
            throw new LedgerException(Fault.STORE, "the journal could not be written: " + e.getMessage(), e);
        }
    }

    /**
     * Writes a journal with this one's header and some of its records, as they are now. Nothing is synced.
     *
     * @param to a file that is not there yet
     */
    void copy(Path to, Predicate<String> wanted) throws IOException {
        String header = new String(readRecord(channel, 0, soundBytes()), StandardCharsets.UTF_8);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to))) {
            out.write(framed(header).array());
            each(record -> {
                if (wanted.test(record)) {
                    write(out, record);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void write(OutputStream out, String record) {
        try {
            out.write(framed(record).array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteBuffer framed(String record) {
        byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > RECORD_BYTES_MOST) {
            throw new LedgerException(Fault.ILLEGAL, "a journal record of " + bytes.length + " bytes is too large");
        }
        return ByteBuffer.allocate(HEAD_BYTES + bytes.length)
                .putInt(bytes.length)
                .putInt(checksum(bytes))
                .put(bytes)
                .flip();
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
