package dev.patron.ledger;

/**
 * Told how far a long piece of work is, on its thread, once for every thousand events or so. What it throws ends the work,
 * which then has no result; nothing that the work was to write takes its place.
 */
@FunctionalInterface
public interface StepWatcher {
    /**
     * @param step what is being done, for people
     * @param done of how many events it is done
     */
    void told(String step, long done, long events);

    /** Takes no notice. */
    static StepWatcher unobserved() {
        return (step, done, events) -> {};
    }
}
