package dev.patron.paywall;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Refused proofs, counted for each invoice and for each client in windows of a minute. A demand costs nothing, so whoever likes can show any
 * number of forged proofs; each that the gateway is asked about uses up what it lets this provider ask.
 *
 * <p>Bounded: those that were counted longest ago are forgotten first. Safe for any number of threads.
 */
final class Refusals {
    static final int OF_INVOICE = 8;
    static final int OF_CLIENT = 100;
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int REMEMBERED_MOST = 20_000;

    private final InstantSource clock;
    private final Map<String, Window> windows = new LinkedHashMap<>();

    private static final class Window {
        private final Instant ends;
        private int used;

        Window(Instant ends) {
            this.ends = ends;
        }
    }

    Refusals(InstantSource clock) {
        this.clock = clock;
    }

    /** Counts a proof as refused before it is looked at; false when too many were, and it is not to be. */
    synchronized boolean begin(String invoice, String client) {
        Window ofInvoice = window("invoice " + invoice);
        Window ofClient = window("client " + client);
        if (ofInvoice.used >= OF_INVOICE || ofClient.used >= OF_CLIENT) {
            return false;
        }
        ofInvoice.used++;
        ofClient.used++;
        return true;
    }

    /** It was not refused after all. */
    synchronized void spare(String invoice, String client) {
        spare(window("invoice " + invoice));
        spare(window("client " + client));
    }

    /** It may be another minute by now, in which nothing was counted yet. */
    private static void spare(Window window) {
        window.used = Math.max(0, window.used - 1);
    }

    private Window window(String name) {
        Instant now = clock.instant();
        Window known = windows.get(name);
        if (known != null && now.isBefore(known.ends)) {
            return known;
        }
        windows.remove(name);
        if (windows.size() >= REMEMBERED_MOST) {
            windows.remove(windows.keySet().iterator().next());
        }
        Window fresh = new Window(now.plus(WINDOW));
        windows.put(name, fresh);
        return fresh;
    }
}
