package dev.patron.log;

import java.util.List;
import java.util.Optional;

/**
 * What a check of a whole log found.
 *
 * @param checkpoint the head that the log was held against
 * @param entries how many entries were read
 * @param kept how many of the checkpoints that were kept or given the tree continues
 * @param findings what disagrees, in the order of entries; the first {@link #FINDINGS_MOST}
 */
public record LogReport(Checkpoint checkpoint, long entries, long kept, List<LogFinding> findings) {
    /** No more findings are listed than this. */
    public static final int FINDINGS_MOST = 100;

    public LogReport {
        findings = List.copyOf(findings);
    }

    public boolean isSound() {
        return findings.isEmpty();
    }

    /** The finding that begins with the lowest entry. */
    public Optional<LogFinding> firstBad() {
        return findings.stream().findFirst();
    }
}
