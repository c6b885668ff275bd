package dev.patron.ledger;

import dev.patron.money.Amount;
import dev.patron.money.Payee;

/** What a demand asks, after it was held against the catalogue. {@code demandDigest} is SHA-256 of its bytes. */
public record QuoteFacts(Payee payee, Amount amount, String demandDigest) {}
