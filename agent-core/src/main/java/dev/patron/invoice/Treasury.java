package dev.patron.invoice;

import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Payee;
import dev.patron.payment.Block;
import java.math.BigInteger;
import java.util.Optional;

/** Where invoices of one network are paid from. Safe for any number of threads. */
public sealed interface Treasury permits BookTreasury, AccountTreasury {
    /** The gateway's word for the network, such as {@code sandbox}. */
    String network();

    /** Whether its money is play money; real money is paid only to a payee that a provider's key names. */
    boolean isSimulated();

    Asset asset();

    /** The account that pays. */
    Address account();

    /** The account that a payee's text names; empty when it is not well-formed here, or is never to be paid. */
    Optional<Payee> payee(String payTo);

    /** What an account held at a block. */
    record Holdings(Block at, BigInteger units) {}

    /**
     * A transfer that was reserved.
     *
     * @param id the one id of this transfer for life: {@code 0x} and 64 hexadecimal digits
     */
    record Transfer(String id, Payee payee, Amount amount) {}
}
