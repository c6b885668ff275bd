package dev.patron.books;

import java.util.List;
import java.util.Optional;

/**
 * What vouches for the events of an export.
 *
 * @param from the beginning of the period, where it is not the ledger's own
 * @param to   the end of the period, where it is open
 * @param key  the public key of the ledger's log, as C2SP writes it
 * @param note the signed checkpoint that every event of the export is under: origin, size, root, an empty line, signatures
 * @param part which places of the log it vouches for; empty for all
 */
public record Seal(Optional<String> from, Optional<String> to, String key, String note, Optional<Part> part) {
    private static final int ORIGIN = 0;
    private static final int SIZE = 1;
    private static final int ROOT = 2;

    /**
     * Neighbouring places of the log, and what shows that they are those of its tree.
     *
     * @param first  the first place
     * @param end    the first behind them
     * @param before hashes of what lies before them, as text
     * @param after  hashes of what lies behind them
     */
    public record Part(long first, long end, List<String> before, List<String> after) {
        public Part {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }

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
