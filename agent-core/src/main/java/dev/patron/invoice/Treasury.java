package dev.patron.invoice;

import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Payee;
import dev.patron.payment.Block;
import dev.patron.payment.Fate;
import java.math.BigInteger;
import java.util.Optional;

/**
 * Where invoices of one network are paid from.
 *
 * <p>A transfer is ordered in two steps: {@link #order} makes the exact bytes, which the ledger keeps before {@link #present}
 * hands them over. The same bytes may be presented any number of times and move money once. Safe for any number of threads.
 */
public interface Treasury {
    /** The gateway's word for the network, such as {@code sandbox}. */
    String network();

    /** Whether its money is play money. */
    boolean isSimulated();

    Asset asset();

    /** The account that pays. */
    Address account();

    /** What the treasury holds, at which block: asked once, when a ledger takes it over. */
    Holdings holdings();

    /** What an account held at a block. */
    record Holdings(Block at, BigInteger units) {}

    /** The account that a payee's text names; empty when it is not well-formed here. */
    Optional<Payee> payee(String payTo);

    /**
     * A transfer that was reserved.
     *
     * @param id the one id of this transfer for life: {@code 0x} and 64 hexadecimal digits
     */
    record Transfer(String id, Payee payee, Amount amount) {}

    /**
     * Makes the order; nothing moves.
     *
     * @throws TreasuryException when it cannot be made
     */
    byte[] order(Transfer transfer);

    /** Hands an order over, or asks what became of one that was handed over before. Only a final failure is one. */
    Fate present(byte[] order);
}
