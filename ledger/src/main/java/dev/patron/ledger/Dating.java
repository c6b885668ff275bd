package dev.patron.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Follows the dates of events in the order of their numbers, and names those that go back. A clock that was set back does that, and so does
 * whoever holds the log's key and dates what he appends as he likes: no ledger can tell the one from the other, so it is told
 * and is no problem by itself. One thread.
 */
final class Dating {
    /** A transaction takes its time before its number, and may then wait. */
    static final Duration USUAL = Duration.ofMinutes(1);

    private static final int NAMED_MOST = 20;

    private final List<String> named = new ArrayList<>();
    private Instant newest = Instant.MIN;
    private long newestEvent;
    private long unnamed;

    void take(long event, String type, Instant at) {
        if (!at.isBefore(newest)) {
            newest = at;
            newestEvent = event;
        } else if (at.plus(USUAL).isBefore(newest)) {
            if (named.size() < NAMED_MOST) {
                named.add("event " + event + " (" + type + ") is of " + at + ", and event " + newestEvent
                        + " before it of " + newest);
            } else {
                unnamed++;
            }
        }
    }

    /** The events whose dates go back, the first ones by name. */
    List<String> back() {
        List<String> back = new ArrayList<>(named);
        if (unnamed > 0) {
            back.add("and " + unnamed + " more events");
        }
        return List.copyOf(back);
    }
}
