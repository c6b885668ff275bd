package dev.patron.http;

import java.util.HashMap;
import java.util.Map;

/**
 * The places for requests that are served at once: so many in all, and of those so many for one caller, so that one who has long things done,
 * or sends slowly, leaves room for the others. Safe for any number of threads.
 */
final class Room {
    static final int PLACES = 100;
    static final int OF_ONE_MOST = 16;

    private final Map<RateWindows.Caller, Integer> held = new HashMap<>();
    private int taken;

    /** What came of asking for a place. */
    enum Entry {
        TAKEN,
        FULL,
        FULL_FOR_CALLER
    }

    /** Takes a place if there is one; callers without a key are never held up long enough to be bounded by themselves. */
    synchronized Entry enter(RateWindows.Caller caller) {
        if (taken >= PLACES) {
            return Entry.FULL;
        }
        int mine = held.getOrDefault(caller, 0);
        if (mine >= OF_ONE_MOST && caller instanceof RateWindows.Caller.Key) {
            return Entry.FULL_FOR_CALLER;
        }
        held.put(caller, mine + 1);
        taken++;
        return Entry.TAKEN;
    }

    synchronized void leave(RateWindows.Caller caller) {
        taken--;
        int left = held.getOrDefault(caller, 1) - 1;
        if (left == 0) {
            held.remove(caller);
        } else {
            held.put(caller, left);
        }
    }
}
