package dev.patron.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Makes commits survive a power cut.
 *
 * <p>H2's COMMIT never calls fsync; {@code CHECKPOINT SYNC} does, and needs administrator rights, so this class keeps
 * the one private connection that has them. Callers share syncs: the first to arrive runs one, the others wait, and a
 * caller is released only by a sync that <em>began</em> after its own commit returned. Safe for any number of threads.
 */
final class Barrier implements AutoCloseable {
    private final Connection connection;
    private final Timer timer;
    private final Function<SQLException, LedgerException> failed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition finished = lock.newCondition();
    private long begun;
    private long completed;
    private boolean running;

    /** A barrier for one database, with what to say when its disk refuses. */
    Barrier(Connection connection, MeterRegistry meters, Function<SQLException, LedgerException> failed) {
        this.connection = connection;
        this.failed = failed;
        this.timer = Timer.builder("patron.ledger.barrier")
                .description("time a caller waits until its commit is on disk")
                .register(meters);
    }

    /**
     * Returns when everything committed before the call is on disk.
     *
     * @throws LedgerException when the disk refuses; the caller must then not act on what it committed
     */
    void await() {
        Timer.Sample sample = Timer.start();
        lock.lock();
        try {
            long needed = begun + 1;
            while (completed < needed) {
                if (running) {
                    finished.awaitUninterruptibly();
                } else {
                    sync();
                }
            }
        } finally {
            lock.unlock();
            sample.stop(timer);
        }
    }

    private void sync() {
        running = true;
        begun++;
        long mine = begun;
        lock.unlock();
        boolean synced = false;
        try (Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
            synced = true;
        } catch (SQLException e) {
            throw failed.apply(e);
        } finally {
            lock.lock();
            completed = synced ? mine : completed;
            running = false;
            finished.signalAll();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
