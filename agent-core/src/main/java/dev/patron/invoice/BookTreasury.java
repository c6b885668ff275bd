package dev.patron.invoice;

import dev.patron.payment.Fate;
import java.util.Optional;

/**
 * A treasury that keeps a book of transfers by their ids.
 *
 * <p>A transfer is ordered in two steps: {@link #order} makes the exact bytes, which the ledger keeps before {@link #present}
 * hands them over. The same bytes may be presented any number of times and move money once.
 */
public non-sealed interface BookTreasury extends Treasury {
    /** What the treasury holds, at which block: asked once, when a ledger takes it over. */
    Holdings holdings();

    /**
     * Makes the order; nothing moves.
     *
     * @throws TreasuryException when it cannot be made
     */
    byte[] order(Transfer transfer);

    /** What became of the transfer with an id, and hands nothing over; empty where the book has none. */
    Optional<Fate> look(String id);

    /** Hands an order over, or asks what became of one that was handed over before. Only a final failure is one. */
    Fate present(byte[] order);
}
