package dev.patron.run;

import dev.patron.plan.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** Carries shots at once, over all runs of a session no more than there are places. */
final class Workers {
    private final Semaphore places;
    private final Predicate<String> cancelled;

    Workers(Semaphore places, Predicate<String> cancelled) {
        this.places = places;
        this.cancelled = cancelled;
    }

    /**
     * Independent shots at once, as many as there are places, begun in order; each outcome is on disk as soon as it is
     * known. Once one has broken off, no further one is begun: what broke it may lose the next one's goods too.
     */
    void carry(String run, RunJournal journal, List<Callable<Outcome>> buying) {
        List<Future<Outcome>> futures = new ArrayList<>();
        AtomicBoolean broken = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Callable<Outcome> one : buying) {
                places.acquire();
                if (cancelled.test(run) || broken.get()) {
                    places.release();
                    break;
                }
                futures.add(threads.submit(() -> inPlace(journal, one, broken)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        RuntimeException first = null;
        for (Future<Outcome> future : futures) {
            try {
                future.get();
            } catch (ExecutionException e) {
                RuntimeException cause = e.getCause() instanceof RuntimeException known
                        ? known
                        : new IllegalStateException("a purchase broke off", e.getCause());
                first = first == null ? cause : first;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private Outcome inPlace(RunJournal journal, Callable<Outcome> one, AtomicBoolean broken) throws Exception {
        try {
            Outcome outcome = one.call();
            journal.happened(outcome);
            return outcome;
        } catch (RuntimeException e) {
            broken.set(true);
            throw e;
        } finally {
            places.release();
        }
    }
}
