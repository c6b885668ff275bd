package dev.patron.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What verification found.
 *
 * @param events     how many events were read
 * @param postings   how many postings were added up
 * @param payments   how many intents were followed
 * @param checks     each check and whether it held, in order
 * @param problems   what is wrong, the earliest event first; empty when all is well
 * @param repairs    what a crash left half done and the next start puts right by itself; no sign of damage
 * @param datedBack  the events that are dated earlier than one before them: a clock was set back, or a date was made up
 * @param unchecked  what could not be checked, and why; no sign of damage
 * @param checkpoint the signed note of the log's checkpoint; empty until one was signed
 */
public record VerifyReport(
        long events,
        long postings,
        long payments,
        List<Check> checks,
        List<String> problems,
        List<String> repairs,
        List<String> datedBack,
        List<String> unchecked,
        Optional<String> checkpoint) {
    /** One check by name. */
    public record Check(String name, boolean held) {}

    /** The same, which also leaves this open. */
    VerifyReport alsoUnchecked(List<String> more) {
        List<String> open = new ArrayList<>(unchecked);
        open.addAll(more);
        return new VerifyReport(
                events, postings, payments, checks, problems, repairs, datedBack, List.copyOf(open), checkpoint);
    }

    public boolean isSound() {
        return problems.isEmpty();
    }
}
