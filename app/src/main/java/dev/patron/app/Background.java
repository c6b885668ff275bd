package dev.patron.app;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Does something again and again beside everything else, in true time, until it is closed. */
@FunctionalInterface
public interface Background {
    /**
     * @param pause between the end of one turn and the beginning of the next
     * @param work  must not throw
     * @return to be closed; a turn that has begun is waited for
     */
    AutoCloseable each(Duration pause, Runnable work);

    /** Nothing is done: for those who want each moment to be of their own choosing. */
    static Background never() {
        return (_, _) -> () -> {};
    }

    /** On a thread of its own, which keeps no process alive. */
    static Background thread() {
        return (pause, work) -> {
            ScheduledExecutorService turns = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("background").factory());
            ScheduledFuture<?> turning =
                    turns.scheduleWithFixedDelay(work, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
            return () -> {
                turning.cancel(false);
                turns.close();
            };
        };
    }
}
