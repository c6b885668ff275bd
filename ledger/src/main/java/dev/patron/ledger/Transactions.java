package dev.patron.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.h2.jdbcx.JdbcConnectionPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs transactions over a pool of connections.
 *
 * <p>A transaction that loses a lock or a deadlock is rolled back and run again, at most {@value #TRIES_MOST} times. Whoever waits for
 * a connection, or for the anchors by {@link #inTurn}, is served in the order of coming. Safe for any number of threads.
 */
final class Transactions {
    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
    private static final int TRIES_MOST = 5;
    private static final int CONNECTIONS_MOST = 16;
    private static final int RUN_AGAIN = 40001;
    private static final List<Integer> LOST_A_LOCK = List.of(50200, RUN_AGAIN, 90131);

    private final JdbcConnectionPool pool;
    private final Function<SQLException, LedgerException> failed;
    private final Semaphore connections = new Semaphore(CONNECTIONS_MOST, true);
    private final ReentrantLock turn = new ReentrantLock(true);

    /** @param failed what is thrown when a transaction fails for good */
    Transactions(JdbcConnectionPool pool, Function<SQLException, LedgerException> failed) {
        this.pool = pool;
        this.failed = failed;
        pool.setMaxConnections(CONNECTIONS_MOST);
    }

    <T> T run(Database.Work<T> work) {
        return again(() -> attempt(work, Connection.TRANSACTION_READ_COMMITTED));
    }

    /**
     * H2 needs SERIALIZABLE to show one state of all tables. Rows come as they are read; otherwise it first writes a long result into
     * a file and then reads that.
     */
    <T> T view(Database.Work<T> work) {
        return again(() -> attempt(work, Connection.TRANSACTION_SERIALIZABLE));
    }

    /**
     * The database wakes all who wait for a row when it is free, and one of them gets it. Here they queue, and hold no
     * connection that others could read with. The anchors alone keep transactions apart: this is order, not safety. A turn
     * ends when the work is done and only its commit is left.
     */
    <T> T inTurn(Database.Work<T> work) {
        return again(() -> {
            turn.lock();
            try {
                return attempt(
                        sql -> {
                            T result = work.run(sql);
                            turn.unlock();
                            return result;
                        },
                        Connection.TRANSACTION_READ_COMMITTED);
            } finally {
                if (turn.isHeldByCurrentThread()) {
                    turn.unlock();
                }
            }
        });
    }

    /** What a transaction throws to be rolled back and run again, because another was first. */
    static SQLException again(SQLException cause) {
        return new SQLException(cause.getMessage(), "40001", RUN_AGAIN, cause);
    }

    @FunctionalInterface
    private interface Attempt<T> {
        T run() throws SQLException;
    }

    private <T> T again(Attempt<T> attempt) {
        for (int tried = 1; ; tried++) {
            try {
                return attempt.run();
            } catch (SQLException e) {
                if (!LOST_A_LOCK.contains(e.getErrorCode()) || tried == TRIES_MOST) {
                    throw failed.apply(e);
                }
            }
        }
    }

    private <T> T attempt(Database.Work<T> work, int isolation) throws SQLException {
        connections.acquireUninterruptibly();
        try (Connection connection = pool.getConnection()) {
            if (connection.getTransactionIsolation() != isolation) {
                connection.setTransactionIsolation(isolation);
            }
            boolean lazy = isolation == Connection.TRANSACTION_SERIALIZABLE;
            if (lazy) {
                new Sql(connection).execute("SET LAZY_QUERY_EXECUTION 1");
            }
            connection.setAutoCommit(false);
            try {
                T result = work.run(new Sql(connection));
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                if (lazy) {
                    asBefore(connection);
                }
            }
        } finally {
            connections.release();
        }
    }

    private static void asBefore(Connection connection) {
        try {
            new Sql(connection).execute("SET LAZY_QUERY_EXECUTION 0");
        } catch (SQLException e) {
            LOG.info("a connection did not take a setting back", e);
        }
    }
}
