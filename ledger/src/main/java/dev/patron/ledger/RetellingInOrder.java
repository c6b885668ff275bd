package dev.patron.ledger;

import java.time.DateTimeException;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Tells events as they come in the order of their places, which is that of their numbers but for a few that were committed
 * late: those within {@value #MOST} places are put right, anything else is for who can read them all again by number. One
 * thread.
 */
final class RetellingInOrder {
    private static final int MOST = 4096;

    private final PriorityQueue<Fields> waiting =
            new PriorityQueue<>(Comparator.comparingLong(event -> event.number("seq")));

    private final Retelling retelling = new Retelling();
    private long last;
    private boolean broken;

    void take(Fields event) {
        waiting.add(event);
        if (waiting.size() > MOST) {
            tell(waiting.remove());
        }
    }

    private void tell(Fields event) {
        long number = event.number("seq");
        broken |= number <= last;
        last = number;
        try {
            if (!broken) {
                retelling.tell(event);
            }
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            broken = true;
        }
    }

    /** What they tell; empty when they came too far out of order, or one does not fit those before it. */
    Optional<Tables> end() {
        while (!waiting.isEmpty()) {
            tell(waiting.remove());
        }
        return broken ? Optional.empty() : Optional.of(retelling.end());
    }
}
