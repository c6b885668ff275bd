package dev.patron.ledger;

import dev.patron.money.Amount;
import dev.patron.money.Payee;
import java.time.Instant;

/** A signed authorization as recorded: what was signed for, until when, and the bytes to present. */
public record SignedPayment(
        Payee payee,
        Amount amount,
        String domainName,
        String domainVersion,
        Instant validBefore,
        long fromBlock,
        Instant signedAt,
        byte[] request) {}
