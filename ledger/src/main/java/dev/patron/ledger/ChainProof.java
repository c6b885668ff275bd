package dev.patron.ledger;

import dev.patron.money.Address;
import java.math.BigInteger;
import java.time.Instant;

/**
 * What the chain showed.
 *
 * @param transaction {@code 0x…}; empty for a proof that something never happened
 * @param payee       who was paid; the authorizer itself for a proof that nobody was
 */
public record ChainProof(
        String transaction,
        long blockNumber,
        String blockHash,
        Instant blockTime,
        Address payee,
        BigInteger units,
        boolean isFinal) {}
