package dev.patron.ledger;

/** Told how far a rebuild is, on its thread, once for every thousand events or so. */
@FunctionalInterface
public interface RebuildWatcher {
    /**
     * @param step what is being done, for people
     * @param done of how many events it is done
     */
    void told(String step, long done, long events);

    /** Takes no notice. */
    static RebuildWatcher unobserved() {
        return (step, done, events) -> {};
    }
}
