package dev.patron.payment;

import dev.patron.ledger.AuthorizeOutcome;
import dev.patron.ledger.Ledger;

/** A wallet that needs to know nothing but what it signs. */
public interface Signer extends Wallet {
    /**
     * Signs.
     *
     * @throws WalletException when the key cannot be used
     */
    Authorization.Signed sign(Authorization.Eip3009 authorization);

    @Override
    default AuthorizeOutcome authorize(Ledger ledger, Reserved reserved) {
        return ledger.authorize(
                reserved.spend(), reserved.policy(), _ -> reserved.paid().apply(this::sign));
    }
}
