package dev.patron.ledger;

import java.time.Instant;

/**
 * One presentation of a signed payment, and what came back: the seller's word, which proves nothing.
 *
 * @param status             the HTTP status; 0 where no answer came
 * @param claimedTransaction the transaction that the seller named; may be empty
 */
public record AttemptRecord(int n, String outcome, int status, String claimedTransaction, Instant answeredAt) {}
