package dev.patron.run;

import dev.patron.ledger.ClaimRecord;
import dev.patron.ledger.RecoveryReport;
import dev.patron.payment.Matching;
import java.util.List;

/**
 * What had to be put right before anything could be spent.
 *
 * @param refunded claims that money which came in has closed
 * @param expired  runs that were erased because payloads are not kept longer
 */
public record StartReport(
        RecoveryReport records, Matching.Report chain, List<ClaimRecord> refunded, List<String> expired) {
    public StartReport {
        refunded = List.copyOf(refunded);
        expired = List.copyOf(expired);
    }

    /** The same, with what was erased. */
    public StartReport erased(List<String> runs) {
        return new StartReport(records, chain, refunded, runs);
    }

    /** Whether records or chain show that an older copy of the data was put back. */
    public boolean wasRestored() {
        return records.appliedToLedger() > 0 || chain.chainIsAhead();
    }
}
