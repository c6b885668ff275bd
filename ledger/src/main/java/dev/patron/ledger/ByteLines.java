package dev.patron.ledger;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The lines of a file, each ended by one line feed and by nothing else. A byte that is no ASCII stays visible as a
 * character beyond it. One thread.
 */
final class ByteLines implements AutoCloseable {
    /** An event is at most 64 KiB, and a character of it at most six in a line. */
    static final int LINE_BYTES_MOST = 1 << 19;

    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;

    ByteLines(Path file) throws IOException {
        this.in = Files.newInputStream(file);
    }

    /**
     * The next line without its end; empty when there is none.
     *
     * @throws IllegalArgumentException when it is too long, or the file ends within it
     */
    Optional<String> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            if (at == end) {
                end = Math.max(0, in.read(buffer));
                at = 0;
            }
            if (end == 0) {
                if (line.size() > 0) {
                    throw new IllegalArgumentException("the file ends within it");
                }
                return Optional.empty();
            }
            int feed = at;
            while (feed < end && buffer[feed] != '\n') {
                feed++;
            }
            line.write(buffer, at, feed - at);
            if (line.size() > LINE_BYTES_MOST) {
                throw new IllegalArgumentException("it is longer than any event");
            }
            at = feed;
            if (feed < end) {
                at++;
                return Optional.of(line.toString(StandardCharsets.ISO_8859_1));
            }
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
