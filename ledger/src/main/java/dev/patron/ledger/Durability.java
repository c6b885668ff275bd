package dev.patron.ledger;

import dev.patron.log.LogPoint;

/** Told of each durable point, on the thread that reached it, after it holds. */
@FunctionalInterface
public interface Durability {
    void reached(DurablePoint point);

    /** The same of what the signed log has put on disk. */
    default void logged(LogPoint point) {}

    /** Takes no notice. */
    static Durability unobserved() {
        return point -> {};
    }
}
