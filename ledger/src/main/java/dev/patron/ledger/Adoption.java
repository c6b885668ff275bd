package dev.patron.ledger;

import java.time.Instant;

/** Where a ledger's knowledge of a wallet begins, and up to which final block it was matched with the chain. */
public record Adoption(long block, long matchedBlock, Instant adoptedAt) {}
