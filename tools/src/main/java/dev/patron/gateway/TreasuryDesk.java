package dev.patron.gateway;

import dev.patron.invoice.BookTreasury;
import dev.patron.invoice.Gateway;
import java.time.InstantSource;

/**
 * The gateway of this very data directory: what it pays from, and what proves that it paid.
 *
 * @param treasury pays orders, each once however often it is handed over
 * @param gateway  makes proofs of what the ledger knows to be settled
 */
public record TreasuryDesk(BookTreasury treasury, Gateway gateway, InstantSource clock) {}
