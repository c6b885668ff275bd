package dev.patron.ledger;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Brings the events of a log into the order of their numbers. A place is given when an event is found committed, so a
 * transaction that took its number early and was committed late stands a little behind: never more than {@value #MOST}
 * places, or it goes on out of order and is named. One thread.
 */
final class NumberOrder {
    static final int MOST = 4096;

    private final PriorityQueue<EventAudit.Read> waiting =
            new PriorityQueue<>(Comparator.comparingLong(EventAudit.Read::seq));

    private final Consumer<EventAudit.Read> next;

    NumberOrder(Consumer<EventAudit.Read> next) {
        this.next = next;
    }

    void take(EventAudit.Read event) {
        waiting.add(event);
        if (waiting.size() > MOST) {
            next.accept(waiting.remove());
        }
    }

    /** There are no more. */
    void end() {
        while (!waiting.isEmpty()) {
            next.accept(waiting.remove());
        }
    }
}
