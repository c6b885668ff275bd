package dev.patron.payment;

import dev.patron.ledger.AuthorizeOutcome;
import dev.patron.ledger.IntentRecord;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.Signing;
import dev.patron.ledger.SpendCommand;
import dev.patron.money.Address;
import dev.patron.policy.PolicySet;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What pays. It signs what the ledger has reserved and nothing else is ever handed to it. */
public interface Wallet {
    Address address();

    /**
     * The nonce of an intent: the one id of its payment for life, which never changes. {@code 0x} and 64 hexadecimal digits.
     */
    String nonce(String intent);

    /**
     * What the ledger holds reserved and is to be signed for.
     *
     * @param paid the payment, made with whatever signs the authorization that it asks for
     */
    record Reserved(
            SpendCommand spend,
            Supplier<PolicySet> policy,
            Function<Function<Authorization.Eip3009, Authorization.Signed>, Signing.Signed> paid) {}

    /** Signs inside the ledger's transaction that records it; durable when this returns, and only then may it be presented. */
    AuthorizeOutcome authorize(Ledger ledger, Reserved reserved);

    /**
     * What became of a payment that this wallet follows and books by itself, because it may have to sign it again; empty where the
     * chain is asked instead.
     */
    default Optional<Fate> follow(IntentRecord intent) {
        return Optional.empty();
    }

    /**
     * Holds this wallet's history against the ledger as whoever follows its payments does; empty where those do who begin to buy.
     *
     * @throws ChainException when the chain cannot be read; nothing may be spent then
     */
    default Optional<Matching.Report> match() {
        return Optional.empty();
    }
}
