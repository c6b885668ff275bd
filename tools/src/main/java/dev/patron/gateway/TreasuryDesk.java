package dev.patron.gateway;

import dev.patron.invoice.BookTreasury;
import dev.patron.invoice.Gateway;
import dev.patron.payment.Fate;
import java.time.InstantSource;

/**
 * The gateway of this very data directory: what it pays from, and what proves that it paid.
 *
 * @param till    takes orders, each once however often it is handed over
 * @param gateway makes proofs of what the ledger knows to be settled
 */
public record TreasuryDesk(Till till, Gateway gateway, InstantSource clock) {
    /** Where orders are handed over. */
    @FunctionalInterface
    public interface Till {
        /** Hands the order of an intent over, and says what is known of it. */
        Fate handOver(String intent, byte[] order);
    }

    /** A treasury that keeps a book. */
    public static TreasuryDesk of(BookTreasury treasury, Gateway gateway, InstantSource clock) {
        return new TreasuryDesk((_, order) -> treasury.present(order), gateway, clock);
    }

    /** An account, of which the gateway hands over the newest transaction that was signed. */
    public static TreasuryDesk ofAccount(Gateway gateway, InstantSource clock) {
        return new TreasuryDesk(
                (intent, _) -> {
                    gateway.handOver(intent);
                    return new Fate.Unclear("only its chain says what became of a transaction");
                },
                gateway,
                clock);
    }
}
