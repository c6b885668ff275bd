package dev.patron.log;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code checkpoints}: signed notes that are kept for good, ascending by size, an empty line after each.
 *
 * <p>A note that is cut short at the very end was never acted on and is cut off when the log is next written to.
 */
final class History {
    /** Longer than any note that is written here: a name has at most 255 bytes and stands in a note twice. */
    private static final int NOTE_BYTES_MOST = 1024;

    private static final String SIGNATURE =
            new String("\u2014 ".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    private final Path file;
    private final VerifierKey key;

    History(Path directory, VerifierKey key) {
        this.file = directory.resolve("checkpoints");
        this.key = key;
    }

    /** Hands over every note in order. Fails at the first that does not verify, and at a last one that is cut short. */
    void read(Consumer<SignedCheckpoint> to) {
        if (!Files.exists(file)) {
            return;
        }
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String note = next(lines); note != null; note = next(lines)) {
                to.accept(SignedCheckpoint.open(note, key));
            }
        } catch (IOException e) {
            throw new LogException(LogFault.MALFORMED, "`checkpoints` could not be read: " + e.getMessage(), e);
        }
    }

    /** The next note; null at the end. */
    private static @Nullable String next(BufferedReader lines) throws IOException {
        StringBuilder note = new StringBuilder();
        boolean signed = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty() && signed) {
                return note.toString();
            }
            signed = line.startsWith("\u2014 ");
            note.append(line).append('\n');
        }
        if (!note.isEmpty()) {
            throw new LogException(LogFault.MALFORMED, "`checkpoints` ends with a part of a note");
        }
        return null;
    }

    /** Cuts off what is not whole, and gives the last note that is. */
    Optional<SignedCheckpoint> repair() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long from = Math.max(0, channel.size() - 2 * NOTE_BYTES_MOST);
            ByteBuffer tail = ByteBuffer.allocate((int) (channel.size() - from));
            while (tail.hasRemaining() && channel.read(tail, from + tail.position()) >= 0) {}
            String text = new String(tail.array(), StandardCharsets.ISO_8859_1);
            int end = wholeEnd(text, text.length());
            if (from + end < channel.size()) {
                channel.truncate(from + end);
                channel.force(true);
            }
            if (end == 0) {
                return Optional.empty();
            }
            String note = text.substring(wholeEnd(text, end - 1), end - 1);
            byte[] bytes = note.getBytes(StandardCharsets.ISO_8859_1);
            return Optional.of(SignedCheckpoint.open(new String(bytes, StandardCharsets.UTF_8), key));
        }
    }

    /** Where the last whole note before a place ends, its empty line included; 0 if there is none. */
    private static int wholeEnd(String text, int before) {
        int gap = text.lastIndexOf("\n\n", before - 2);
        while (gap >= 0 && !text.startsWith(SIGNATURE, text.lastIndexOf('\n', gap - 1) + 1)) {
            gap = text.lastIndexOf("\n\n", gap - 1);
        }
        return gap + (gap < 0 ? 1 : 2);
    }

    /** Writes the file of a copy: these notes and no other. Nothing is synced. */
    void write(List<SignedCheckpoint> notes) throws IOException {
        Files.writeString(file, notes.stream().map(note -> note.note() + "\n").collect(Collectors.joining()));
    }

    /** Appends a note; on disk when this returns. */
    void append(SignedCheckpoint signed) throws IOException {
        boolean isNew = !Files.exists(file);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE)) {
            DurableFiles.writeAll(channel, (signed.note() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        if (isNew) {
            DurableFiles.syncFolder(DurableFiles.parent(file));
        }
    }
}
