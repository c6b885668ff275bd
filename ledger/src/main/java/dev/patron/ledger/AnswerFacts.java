package dev.patron.ledger;

import java.util.Optional;

/**
 * What came back for a paid request, reduced to what may be kept.
 *
 * @param outcome            a fixed word or a protocol error code; never a seller's sentence
 * @param status             the HTTP status, 0 when no answer came
 * @param claimedTransaction the transaction the seller named, or empty
 * @param receipt            what a receipt of success says; empty where none came
 */
public record AnswerFacts(String outcome, int status, String claimedTransaction, Optional<ReceiptClaim> receipt) {
    /** An answer without a receipt of success. */
    public AnswerFacts(String outcome, int status, String claimedTransaction) {
        this(outcome, status, claimedTransaction, Optional.empty());
    }
}
