package dev.patron.ledger;

import dev.patron.log.Keeping;
import dev.patron.money.Usd;

/**
 * Makes a signature durable before anything may leave under it: the row is committed and synced, then the journal's record is, and from
 * a configured amount on a signed checkpoint covers both. Nothing is signed for while the log cannot be written. Safe for any number of
 * threads.
 *
 * <p>A signature whose way to disk failed stands in the database and must not leave: whether it would outlive a power cut nobody can say,
 * and a disk that failed to sync once may well report success the next time. So after one such failure this process signs nothing and
 * hands nothing over any more; the next start repairs what it finds.
 */
final class Releasing {
    private final Database database;
    private final Journal journal;
    private final EventLog log;
    private final LedgerMeters meters;
    private final Usd checkpointFrom;
    private volatile boolean failed;

    Releasing(Database database, Journal journal, EventLog log, LedgerMeters meters, Usd checkpointFrom) {
        this.database = database;
        this.journal = journal;
        this.log = log;
        this.meters = meters;
        this.checkpointFrom = checkpointFrom;
    }

    /** Whether a signature could not be made durable, so that nothing may leave. */
    boolean hasFailed() {
        return failed;
    }

    private void mustNotHaveFailed() {
        if (failed) {
            throw new LedgerException(
                    Fault.STORE,
                    "a signature could not be made durable before; nothing more is signed or sent until this process is"
                            + " started again");
        }
    }

    AuthorizeOutcome authorize(SpendCommand command, Database.Work<Authorizing.Step> work) {
        mustNotHaveFailed();
        log.mustBeWritable();
        return switch (database.inTurn(work)) {
            case Authorizing.Step.GivenBack back -> {
                database.sync();
                meters.reached(DurablePoint.VOIDED);
                yield new AuthorizeOutcome.Voided(back.code(), back.why());
            }
            case Authorizing.Step.Recorded recorded -> {
                keep(recorded.journalRecord(), () -> {
                    if (command.request().usd().compareTo(checkpointFrom) >= 0) {
                        log.checkpoint(Keeping.FOR_GOOD);
                    }
                });
                yield new AuthorizeOutcome.Authorized(recorded.request());
            }
        };
    }

    /** Does work that signs and gives the journal's record of it. */
    void journal(Database.Work<String> work) {
        mustNotHaveFailed();
        keep(database.transact(work), () -> {});
    }

    private void keep(String record, Runnable cover) {
        boolean kept = false;
        try {
            meters.reached(DurablePoint.AUTHORIZATION_COMMITTED);
            database.sync();
            meters.reached(DurablePoint.AUTHORIZATION_SYNCED);
            journal.append(record);
            meters.reached(DurablePoint.AUTHORIZATION_JOURNALED);
            cover.run();
            kept = true;
        } finally {
            if (!kept) {
                failed = true;
            }
        }
    }
}
