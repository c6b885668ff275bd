package dev.patron.ledger;

import dev.patron.log.Keeping;
import dev.patron.money.Usd;

/**
 * Makes a signature durable before anything may leave under it: the row is committed and synced, then the journal's record is, and from
 * a configured amount on a signed checkpoint covers both. Safe for any number of threads.
 */
final class Releasing {
    private final Database database;
    private final Journal journal;
    private final EventLog log;
    private final LedgerMeters meters;
    private final Usd checkpointFrom;

    Releasing(Database database, Journal journal, EventLog log, LedgerMeters meters, Usd checkpointFrom) {
        this.database = database;
        this.journal = journal;
        this.log = log;
        this.meters = meters;
        this.checkpointFrom = checkpointFrom;
    }

    AuthorizeOutcome authorize(SpendCommand command, Database.Work<Authorizing.Step> work) {
        return switch (database.inTurn(work)) {
            case Authorizing.Step.GivenBack back -> {
                database.sync();
                meters.reached(DurablePoint.VOIDED);
                yield new AuthorizeOutcome.Voided(back.code(), back.why());
            }
            case Authorizing.Step.Recorded recorded -> {
                keep(recorded.journalRecord());
                if (command.request().usd().compareTo(checkpointFrom) >= 0) {
                    log.checkpoint(Keeping.FOR_GOOD);
                }
                yield new AuthorizeOutcome.Authorized(recorded.request());
            }
        };
    }

    /** Does work that signs and gives the journal's record of it. */
    void journal(Database.Work<String> work) {
        keep(database.transact(work));
    }

    private void keep(String record) {
        meters.reached(DurablePoint.AUTHORIZATION_COMMITTED);
        database.sync();
        meters.reached(DurablePoint.AUTHORIZATION_SYNCED);
        journal.append(record);
        meters.reached(DurablePoint.AUTHORIZATION_JOURNALED);
    }
}
