package dev.patron.ledger;

import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;

/** Runs one change as one transaction, and returns when it is on disk. Safe for any number of threads. */
final class Writer {
    private final Database database;
    private final LedgerMeters meters;
    private final InstantSource clock;

    Writer(Database database, LedgerMeters meters, InstantSource clock) {
        this.database = database;
        this.meters = meters;
        this.clock = clock;
    }

    interface Change {
        void run(Sql sql) throws SQLException;
    }

    /** The ledger's time, as precise as it is recorded. */
    Instant now() {
        return Sql.micros(clock.instant());
    }

    void change(DurablePoint point, Change change) {
        write(point, sql -> {
            change.run(sql);
            return true;
        });
    }

    <T> T write(DurablePoint point, Database.Work<T> work) {
        T result = read(work);
        database.sync();
        meters.reached(point);
        return result;
    }

    /** As {@link #change}, for one that locks anchors. */
    void changeInTurn(DurablePoint point, Change change) {
        writeInTurn(point, sql -> {
            change.run(sql);
            return true;
        });
    }

    /** As {@link #write}, for a change that locks anchors. */
    <T> T writeInTurn(DurablePoint point, Database.Work<T> work) {
        T result = database.inTurn(work);
        database.sync();
        meters.reached(point);
        return result;
    }

    /** The same for a change that is no point of a purchase. */
    <T> T keep(Database.Work<T> work) {
        T result = read(work);
        database.sync();
        return result;
    }

    /** Runs what changes nothing. */
    <T> T read(Database.Work<T> work) {
        return database.transact(work);
    }
}
