package dev.patron.ledger;

import dev.patron.log.LogException;
import dev.patron.log.SignedCheckpoint;
import dev.patron.log.VerifierKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Checks a ledger that has no database at hand: its log, or an export of it. Nothing is written. */
public final class Offline {
    private Offline() {}

    /** Says that a file or folder is nothing that can be checked here, or that a key is missing or none. */
    public static final class UnfitException extends RuntimeException {
        UnfitException(String message) {
            super(message);
        }
    }

    /**
     * What was found.
     *
     * @param report what holds and what does not
     * @param ledger the ledger's id, as the log's name gives it
     * @param key    the public key that the checkpoint was held against
     * @param part   which part of the log it was; empty for all of it
     */
    public record Found(VerifyReport report, String ledger, String key, Optional<Part> part) {}

    /**
     * A part of a log.
     *
     * @param first  the first place
     * @param end    the first behind it
     * @param notMet the sizes of checkpoints that were brought along and that it cannot be held against
     */
    public record Part(long first, long end, List<Long> notMet) {
        public Part {
            notMet = List.copyOf(notMet);
        }
    }

    /**
     * Checks a copy of a log's folder, and the journal that belongs to it.
     *
     * @throws UnfitException when there is no key to check its signature with
     */
    public static Found log(LogFiles files, Trust trust, StepWatcher watcher) {
        return new OfflineLog(files, trust, watcher).run();
    }

    /**
     * Checks an export, of all events or of a period.
     *
     * @param simulated whether a token's money does not exist
     * @throws UnfitException when it is none, or of a period and does not say what lies beside it
     */
    public static Found export(Path file, Trust trust, Predicate<String> simulated, StepWatcher watcher) {
        return new OfflineExport(file, trust, simulated, watcher).run();
    }

    /** The ledger's id in the name of its log's key. */
    static String ledger(VerifierKey key) {
        String name = key.name();
        return name.startsWith(EventLog.ORIGIN) ? name.substring(EventLog.ORIGIN.length()) : name;
    }

    static VerifierKey parse(String key) {
        try {
            return VerifierKey.parse(key);
        } catch (LogException e) {
            throw new UnfitException("the log's public key: " + e.getMessage());
        }
    }

    static VerifyReport report(EventAudit audit, Findings findings, Optional<SignedCheckpoint> head) {
        audit.end();
        return new VerifyReport(
                audit.events(),
                audit.postings(),
                audit.states().size(),
                findings.checks(),
                findings.problems(),
                findings.repairs(),
                audit.datedBack(),
                List.of(),
                head.map(SignedCheckpoint::note));
    }
}
