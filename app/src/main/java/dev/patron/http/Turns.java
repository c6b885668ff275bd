package dev.patron.http;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of a server, each for one request, which wait for its client so long and not longer.
 *
 * <p>The JDK's server bounds how long a request takes to come. Its bound for answers begins with the end of the request, and so would end
 * answers that take long to make, at every server of the process. Here the time runs only while a thread waits for its client. Then it is
 * interrupted, which closes the connection that it reads or writes; while it works it never is.
 */
final class Turns implements Executor, AutoCloseable {
    private static final ScopedValue<Turn> MINE = ScopedValue.newInstance();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("slow clients").factory());
    private final Duration patience;

    Turns(Duration patience) {
        this.patience = patience;
        timer.setRemoveOnCancelPolicy(true);
    }

    @Override
    public void execute(Runnable request) {
        threads.execute(() -> {
            Turn turn = new Turn(Thread.currentThread());
            turn.waits();
            try {
                ScopedValue.where(MINE, turn).run(request);
            } finally {
                turn.works();
            }
        });
    }

    /** From here on this thread waits for nobody. */
    static void work() {
        if (MINE.isBound()) {
            MINE.get().works();
        }
    }

    /** From here on this thread waits for its client. */
    static void await() {
        if (MINE.isBound()) {
            MINE.get().waits();
        }
    }

    /** One thread and its request. */
    private final class Turn {
        private final Thread thread;
        private Optional<ScheduledFuture<?>> end = Optional.empty();
        private int phase;

        Turn(Thread thread) {
            this.thread = thread;
        }

        synchronized void waits() {
            int waiting = ++phase;
            end = Optional.of(timer.schedule(() -> cutOff(waiting), patience.toMillis(), TimeUnit.MILLISECONDS));
        }

        /** An interruption that came at the last moment is none any more: what follows may touch files that it would close. */
        synchronized void works() {
            phase++;
            end.ifPresent(scheduled -> scheduled.cancel(false));
            Thread.interrupted();
        }

        private synchronized void cutOff(int waiting) {
            if (waiting == phase) {
                thread.interrupt();
            }
        }
    }

    /** Waits for requests that were begun. */
    @Override
    public void close() {
        threads.close();
        timer.shutdownNow();
    }
}
