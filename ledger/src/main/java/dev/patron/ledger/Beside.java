package dev.patron.ledger;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One piece of work that another thread does while its owner goes on; it sees all that its owner did before, and its owner,
 * once it was waited for, all that it did. For one owner thread.
 */
final class Beside implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("patron-beside").daemon().factory());

    /** Begins a piece of work; the one before was waited for. */
    <T> Future<T> begin(Callable<T> next) {
        return thread.submit(next);
    }

    /** The result of a piece of work; what it threw is thrown here. */
    static <T> T of(Future<T> work) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return work.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    switch (e.getCause()) {
                        case RuntimeException unchecked -> throw unchecked;
                        case Error error -> throw error;
                        case null, default -> throw new IllegalStateException(e);
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends the thread; a piece of work that nobody waited for is done first. */
    @Override
    public void close() {
        thread.close();
    }
}
