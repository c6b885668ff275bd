package dev.patron.http;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Requests counted for each caller in windows of a minute, each beginning with the caller's first request in it. Across the edge of two windows
 * at most twice the limit can pass. Bounded: callers beyond the most that are remembered share one window. Safe for any number of threads.
 */
final class RateWindows {
    static final int REQUESTS_MOST = 1_000;
    static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int CALLERS_MOST = 10_000;
    private static final String EVERYBODY_ELSE = "everybody else";

    private final Map<String, Window> windows = new HashMap<>();

    /** Before then no window of those that are remembered can have ended. */
    private Instant firstEnd = Instant.MIN;

    private static final class Window {
        private final Instant resets;
        private int used;

        Window(Instant resets) {
            this.resets = resets;
        }
    }

    /**
     * Where a caller stands after a request.
     *
     * @param remaining how many more may come in this window
     * @param resets    when the next window can begin
     * @param isOver    whether this request is one too many
     */
    record Standing(int remaining, Instant resets, boolean isOver) {}

    synchronized Standing count(String caller, Instant now) {
        if (windows.size() >= CALLERS_MOST && !windows.containsKey(caller) && !now.isBefore(firstEnd)) {
            forget(now);
        }
        String known = windows.size() >= CALLERS_MOST && !windows.containsKey(caller) ? EVERYBODY_ELSE : caller;
        Window window = windows.get(known);
        if (window == null || !now.isBefore(window.resets)) {
            window = new Window(now.plus(WINDOW));
            windows.put(known, window);
        }
        boolean over = window.used >= REQUESTS_MOST;
        window.used += over ? 0 : 1;
        return new Standing(REQUESTS_MOST - window.used, window.resets, over);
    }

    /** Looks through all windows, which is not done again before one of them can have ended: strangers make no work. */
    private void forget(Instant now) {
        windows.values().removeIf(window -> !now.isBefore(window.resets));
        firstEnd = windows.values().stream()
                .map(window -> window.resets)
                .min(Instant::compareTo)
                .orElse(Instant.MIN);
    }
}
