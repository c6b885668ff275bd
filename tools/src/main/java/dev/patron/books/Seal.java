package dev.patron.books;

import java.util.Optional;

/**
 * What vouches for the events of an export.
 *
 * @param from the beginning of the period, where it is not the ledger's own
 * @param to   the end of the period, where it is open
 * @param key  the public key of the ledger's log, as C2SP writes it
 * @param note the signed checkpoint that every event of the export is under: origin, size, root, an empty line, signatures
 */
public record Seal(Optional<String> from, Optional<String> to, String key, String note) {
    private static final int ORIGIN = 0;
    private static final int SIZE = 1;
    private static final int ROOT = 2;

    String origin() {
        return line(ORIGIN);
    }

    String size() {
        return line(SIZE);
    }

    /** How many places of the log it vouches for. */
    public long places() {
        return Long.parseLong(size());
    }

    String root() {
        return line(ROOT);
    }

    private String line(int number) {
        return note.split("\n", -1)[number];
    }
}
