package dev.patron.invoice;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that is waited for only so long and goes on all the same: all who ask for one thing wait for the same work. Safe for any number of
 * threads.
 */
final class InTime<K, V> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InTime.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    private final Duration most;
    private final Map<K, FutureTask<V>> underWay = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    InTime(Duration most) {
        this.most = most;
    }

    /** What the work comes to; empty while it does not. */
    Optional<V> of(K key, Supplier<V> work) {
        FutureTask<V> mine = new FutureTask<>(() -> {
            try {
                return work.get();
            } finally {
                underWay.remove(key);
            }
        });
        FutureTask<V> first = underWay.putIfAbsent(key, mine);
        if (first == null) {
            threads.execute(mine);
        }
        try {
            return Optional.of(Objects.requireNonNullElse(first, mine).get(most.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw thrown(e);
        }
    }

    private static RuntimeException thrown(ExecutionException e) {
        return switch (e.getCause()) {
            case RuntimeException known -> known;
            case Error broken -> throw broken;
            case null, default -> new IllegalStateException(e);
        };
    }

    /** Waits for the work that nobody waits for any more; what is not done by then is left as a process that is killed leaves it. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a payment is still under way; the next start follows it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
