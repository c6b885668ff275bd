package dev.patron.ledger;

/**
 * What came back for a paid request, reduced to what may be kept.
 *
 * @param outcome            a fixed word or a protocol error code; never a seller's sentence
 * @param status             the HTTP status, 0 when no answer came
 * @param claimedTransaction the transaction the seller named, or empty
 */
public record AnswerFacts(String outcome, int status, String claimedTransaction) {}
