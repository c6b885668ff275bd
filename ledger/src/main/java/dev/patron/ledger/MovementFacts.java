package dev.patron.ledger;

import dev.patron.money.Address;
import java.math.BigInteger;
import java.time.Instant;

/** A transfer from or to a wallet, as the chain's log shows it. */
public record MovementFacts(
        String transaction,
        int logIndex,
        long blockNumber,
        Instant blockTime,
        Address wallet,
        Address counterparty,
        BigInteger units) {}
