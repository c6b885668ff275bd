package dev.patron.invoice;

import dev.patron.money.Asset;
import dev.patron.payment.Fate;
import dev.patron.payment.Settlements;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A treasury that is an account on a chain: each payment is a transaction of that account, which owns one of its numbers for life.
 *
 * <p>{@link #terms} asks the chain, before the ledger gives the number; {@link #sign} asks nobody. What was signed is handed over
 * only once the ledger keeps it. The same bytes may be handed over any number of times, and of all that were signed under one
 * number the chain takes one.
 */
public non-sealed interface AccountTreasury extends Treasury {
    /** What the network takes its fee in. */
    Asset coin();

    /** The most that may be at stake for fees within 24 hours, in the coin's units. */
    BigInteger feesOfDayMost();

    /** What the chain says of the account's history. */
    Settlements chain();

    /** How long to wait before asking again about a payment that nobody waits for. */
    Duration pace();

    /**
     * An account when a ledger takes it over.
     *
     * @param coins what it holds of the coin at a block
     * @param count how many transactions of it the chain holds up to that block
     */
    record Beginning(Holdings coins, long count) {}

    /**
     * The account as it is now, by the lowest count that an endpoint gives.
     *
     * @throws dev.patron.payment.ChainException when the chain cannot be read
     */
    Beginning beginning();

    /**
     * How many transactions the account has made, by the endpoint that knows most, those that no block holds included.
     *
     * @throws dev.patron.payment.ChainException when the chain cannot be read
     * @throws TreasuryException                 when what an endpoint says cannot be
     */
    long count();

    /**
     * The fee that a transaction offers, all in the coin's units.
     *
     * @param gas  the most gas that it may use
     * @param most for each unit of gas, the network's share and the tip together
     * @param tip  for each unit of gas, to whoever takes it into a block
     * @param besides the most that is taken besides for gas, which a transaction cannot bound
     */
    record Fee(BigInteger gas, BigInteger most, BigInteger tip, BigInteger besides) {
        public BigInteger cost() {
            return gas.multiply(most).add(besides);
        }
    }

    /**
     * What a signature needs to know of the chain.
     *
     * @param next      the lowest number that the chain still leaves to the account
     * @param fromBlock no transaction that is signed after this can lie in this or an earlier block
     * @param coins     what the account holds of the coin
     */
    record Terms(long next, long fromBlock, BigInteger coins, Fee fee) {}

    /**
     * Asks the chain.
     *
     * @throws TreasuryException when the transfer cannot be made now: too little is there, its fee would pass the limit, or the
     *                           chain does not answer as one
     */
    Terms terms(Transfer transfer);

    /** A signed transaction; {@code bytes} are empty when they can no longer be read. */
    record Transaction(String hash, byte[] bytes) {}

    /**
     * Signs; the key is used and nobody is asked.
     *
     * @throws TreasuryException when the key cannot be used
     */
    Transaction sign(Transfer transfer, long number, Fee fee);

    /**
     * A payment that was signed.
     *
     * @param number       the account's number that it owns
     * @param costMost     the most that its dearest transaction can cost
     * @param transactions all that were signed under the number, oldest first
     */
    record Signed(Transfer transfer, long number, long fromBlock, BigInteger costMost, List<Transaction> transactions) {
        public Signed {
            transactions = List.copyOf(transactions);
        }
    }

    /**
     * What the chain says of a payment.
     *
     * @param isDeep whether a transfer's block is as deep as the settings say
     * @param cost   what the network took, of a transaction in a final block that is this payment's own
     */
    record Standing(Fate fate, boolean isDeep, Optional<BigInteger> cost) {}

    /**
     * Looks, and hands nothing over. Never throws for a chain that does not answer, or lies: that is {@link Fate.Unclear}.
     */
    Standing look(Signed signed);

    /**
     * Looks, hands the newest transaction over unless one is known to be taken, and looks again. What an endpoint answers to a hand-over
     * is no evidence of anything.
     */
    Standing present(Signed signed);

    /**
     * The terms of a transaction that should take the place of those that nobody takes; empty where it is not time for that, or the
     * chain does not answer.
     */
    Optional<Terms> better(Signed signed);
}
