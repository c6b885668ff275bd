package dev.patron.http;

import dev.patron.wire.ClientNetwork;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Requests counted for each caller in windows of a minute, each beginning with the caller's first request in it. Across the edge of two windows
 * at most twice the limit can pass.
 *
 * <p>Bounded: there are as many keys as were made here, and addresses beyond the most that are remembered share one window. Keys and addresses
 * are remembered apart, so nobody with many addresses takes a key's window. Safe for any number of threads.
 */
final class RateWindows {
    static final int REQUESTS_MOST = 1_000;
    static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int ADDRESSES_MOST = 10_000;
    private static final Caller EVERYBODY_ELSE = new Caller.Address("everybody else");

    private final Map<Caller, Window> keys = new HashMap<>();

    /** In the order in which the windows began, so that those which are over are first. */
    private final Map<Caller, Window> addresses = new LinkedHashMap<>();

    /** Who is counted. */
    sealed interface Caller {
        /** Whoever shows a key that was made here, by its id. */
        record Key(String id) implements Caller {}

        /** Whoever shows none. */
        record Address(String text) implements Caller {}

        static Caller of(InetAddress address) {
            return new Address(ClientNetwork.of(address));
        }
    }

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

    synchronized Standing count(Caller caller, Instant now) {
        return switch (caller) {
            case Caller.Key key -> count(keys, key, now);
            case Caller.Address address -> count(addresses, known(address, now), now);
        };
    }

    private Caller known(Caller.Address address, Instant now) {
        Iterator<Window> oldest = addresses.values().iterator();
        boolean full = addresses.size() >= ADDRESSES_MOST;
        while (full && oldest.hasNext() && !now.isBefore(oldest.next().resets)) {
            oldest.remove();
        }
        return addresses.size() >= ADDRESSES_MOST && !addresses.containsKey(address) ? EVERYBODY_ELSE : address;
    }

    private static Standing count(Map<Caller, Window> windows, Caller caller, Instant now) {
        Window window = windows.get(caller);
        if (window == null || !now.isBefore(window.resets)) {
            window = new Window(now.plus(WINDOW));
            windows.remove(caller);
            windows.put(caller, window);
        }
        boolean over = window.used >= REQUESTS_MOST;
        window.used += over ? 0 : 1;
        return new Standing(REQUESTS_MOST - window.used, window.resets, over);
    }
}
