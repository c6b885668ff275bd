package dev.patron.ledger;

import java.math.BigInteger;
import java.time.Instant;

/**
 * A signed transaction of an account.
 *
 * @param n        1 for the first, more for those that were to take its place
 * @param nonce    the account's number, the same for all of one payment
 * @param costMost the most that it can cost, in units of the network's coin
 * @param bytes    as it is handed over; empty when they can no longer be read
 */
public record AccountTransaction(int n, long nonce, String hash, BigInteger costMost, Instant signedAt, byte[] bytes) {}
