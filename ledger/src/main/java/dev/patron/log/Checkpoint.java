package dev.patron.log;

import java.util.List;

/**
 * The head of a tree, C2SP tlog-checkpoint: which log, how many entries, which root (RFC 6962, section 2.1). Extension
 * lines, which that specification advises against, are neither written nor read.
 *
 * @param origin the log's name: one line, not empty
 * @param size how many entries
 * @param root the Merkle Tree Hash of all of them
 */
public record Checkpoint(String origin, long size, Hash root) {
    private static final int LINES = 3;

    public Checkpoint {
        VerifierKey.requireName(origin);
        if (size < 0) {
            throw new LogException(LogFault.MALFORMED, "a log has no size of " + size);
        }
    }

    /** The text that is signed: three lines. */
    public String text() {
        return origin + "\n" + size + "\n" + root + "\n";
    }

    /**
     * Reads {@link #text} in its one spelling.
     *
     * @throws LogException with {@link LogFault#MALFORMED}
     */
    public static Checkpoint parse(String text) {
        List<String> lines = List.of(text.split("\n", -1));
        if (lines.size() != LINES + 1 || !lines.getLast().isEmpty()) {
            throw new LogException(LogFault.MALFORMED, "a checkpoint has three lines: origin, size and root");
        }
        return new Checkpoint(lines.get(0), number(lines.get(1)), Hash.parse(lines.get(2)));
    }

    /** Reads a decimal number from 0 without sign or leading zeros. */
    static long number(String text) {
        if (text.matches("0|[1-9][0-9]{0,18}")) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new LogException(LogFault.MALFORMED, "`" + text + "` is too large", e);
            }
        }
        throw new LogException(LogFault.MALFORMED, "`" + text + "` is not a decimal number without leading zeros");
    }
}
