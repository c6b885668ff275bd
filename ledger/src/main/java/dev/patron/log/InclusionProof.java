package dev.patron.log;

import java.util.ArrayList;
import java.util.List;

/**
 * That an entry is in a log, to be checked without the log: C2SP tlog-proof, version 1. The optional {@code extra} line is
 * not written, and refused when read: nothing vouches for it.
 *
 * @param index the entry's number, from 0
 * @param path the audit path (RFC 6962, section 2.1.1)
 * @param checkpoint the head that it leads to
 */
public record InclusionProof(long index, List<Hash> path, SignedCheckpoint checkpoint) {
    private static final String HEADER = "c2sp.org/tlog-proof@v1\n";
    private static final String INDEX = "index ";

    /** A tree of a size that a long can say is no higher. */
    private static final int PATH_MOST = 63;

    public InclusionProof {
        path = List.copyOf(path);
        if (index < 0 || path.size() > PATH_MOST) {
            throw new LogException(
                    LogFault.MALFORMED, "no proof has index " + index + " and " + path.size() + " hashes");
        }
    }

    /** The proof as a file, which is best named {@code *.tlog-proof}. */
    public String text() {
        StringBuilder text = new StringBuilder(HEADER);
        text.append(INDEX).append(index).append('\n');
        path.forEach(hash -> text.append(hash).append('\n'));
        return text.append('\n').append(checkpoint.note()).toString();
    }

    /**
     * Reads {@link #text} in its one spelling and verifies the checkpoint; not yet that it proves anything.
     *
     * @throws LogException as {@link SignedCheckpoint#open} does
     */
    public static InclusionProof parse(String text, VerifierKey key) {
        int gap = text.indexOf("\n\n");
        if (gap < 0 || !text.startsWith(HEADER)) {
            throw new LogException(LogFault.MALFORMED, "a proof begins with `" + HEADER.strip() + "`");
        }
        List<String> lines = List.of(text.substring(0, gap).split("\n", -1));
        if (lines.size() < 2 || !lines.get(1).startsWith(INDEX) || lines.size() > 2 + PATH_MOST) {
            throw new LogException(LogFault.MALFORMED, "a proof has an index and at most 63 hashes");
        }
        List<Hash> path = new ArrayList<>();
        lines.subList(2, lines.size()).forEach(line -> path.add(Hash.parse(line)));
        return new InclusionProof(
                Checkpoint.number(lines.get(1).substring(INDEX.length())),
                path,
                SignedCheckpoint.open(text.substring(gap + 2), key));
    }

    /** Says whether this proves that these bytes are the entry at the index. */
    public boolean proves(byte[] entry) {
        Checkpoint head = checkpoint.checkpoint();
        return Merkle.includes(head.root(), head.size(), index, Merkle.leaf(entry), path);
    }
}
