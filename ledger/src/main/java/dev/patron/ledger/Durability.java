package dev.patron.ledger;

/** Told of each durable point, on the thread that reached it, after it holds. */
@FunctionalInterface
public interface Durability {
    void reached(DurablePoint point);

    /** Takes no notice. */
    static Durability unobserved() {
        return point -> {};
    }
}
