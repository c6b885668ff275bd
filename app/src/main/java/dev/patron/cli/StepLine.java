package dev.patron.cli;

import dev.patron.ledger.StepWatcher;
import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;

/**
 * Says on standard error how far a long command is: on a terminal in one line that is written over, otherwise in a line
 * every ten seconds. Says nothing with {@code --quiet}. Closing it takes the line away. Also measures. One thread.
 */
final class StepLine implements StepWatcher, AutoCloseable {
    private static final long DRAWN_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long SAID_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Screen screen;
    private final long begun = System.nanoTime();
    private long said = begun;
    private String step = "";
    private long stepBegun = begun;
    private long stepFrom;
    private boolean drawn;

    StepLine(Screen screen) {
        this.screen = screen;
    }

    @Override
    public void told(String what, long done, long events) {
        long now = System.nanoTime();
        if (!what.equals(step)) {
            step = what;
            stepBegun = now;
            stepFrom = done;
        }
        boolean terminal = screen.isTerminal();
        if (now - said >= (terminal ? DRAWN_EVERY_NANOS : SAID_EVERY_NANOS)) {
            said = now;
            String line = step.isEmpty()
                    ? "working, " + TimeUnit.NANOSECONDS.toSeconds(now - begun) + " s"
                    : Texts.clean(step) + ": " + done + " of " + events + ", "
                            + perSecond(done - stepFrom, now - stepBegun) + " events/s";
            if (terminal) {
                drawn = true;
                screen.draw(line);
            } else {
                screen.say(line);
            }
        }
    }

    /** Events a second since this was made. */
    long rate(long events) {
        return perSecond(events, System.nanoTime() - begun);
    }

    /** Seconds since this was made, to the millisecond. */
    BigDecimal seconds() {
        return BigDecimal.valueOf(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun), 3);
    }

    private static long perSecond(long events, long nanos) {
        return Math.round((double) events * TimeUnit.SECONDS.toNanos(1) / Math.max(1, nanos));
    }

    @Override
    public void close() {
        if (drawn) {
            screen.draw("");
        }
    }
}
