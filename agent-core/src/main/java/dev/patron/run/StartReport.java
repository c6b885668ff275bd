package dev.patron.run;

import dev.patron.ledger.ClaimRecord;
import dev.patron.ledger.RecoveryReport;
import dev.patron.payment.Matching;
import java.util.List;

/**
 * What had to be put right before anything could be spent.
 *
 * @param refunded claims that money which came in has closed
 */
public record StartReport(RecoveryReport records, Matching.Report chain, List<ClaimRecord> refunded) {
    public StartReport {
        refunded = List.copyOf(refunded);
    }

    /** Whether records or chain show that an older copy of the data was put back. */
    public boolean wasRestored() {
        return records.appliedToLedger() > 0 || chain.chainIsAhead();
    }
}
