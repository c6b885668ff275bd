package dev.patron.run;

import dev.patron.ledger.RecoveryReport;
import dev.patron.payment.Matching;

/** What had to be put right before anything could be spent. */
public record StartReport(RecoveryReport records, Matching.Report chain) {
    /** Whether records or chain show that an older copy of the data was put back. */
    public boolean wasRestored() {
        return records.appliedToLedger() > 0 || chain.chainIsAhead();
    }
}
