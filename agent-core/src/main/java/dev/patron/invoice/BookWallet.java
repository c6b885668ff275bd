package dev.patron.invoice;

import dev.patron.ledger.Signing;
import dev.patron.money.Address;
import dev.patron.money.Payee;
import dev.patron.payment.Authorization;
import dev.patron.payment.Signer;
import java.nio.charset.StandardCharsets;

/** Stands where a wallet stands: what it signs is an order to this ledger's own treasury. */
public final class BookWallet implements Signer {
    private final BookTreasury treasury;

    public BookWallet(BookTreasury treasury) {
        this.treasury = treasury;
    }

    @Override
    public Address address() {
        return treasury.account();
    }

    /** The one id of the transfer for life, as for an invoice of a tab; it is no secret. */
    @Override
    public String nonce(String intent) {
        return "0x" + intent;
    }

    /** The intent of a nonce that {@link #nonce} made. */
    public static String intent(String nonce) {
        return nonce.substring(2);
    }

    /**
     * The order, in the place of a signature.
     *
     * @throws Signing.RefusedException when the treasury makes none
     */
    @Override
    public Authorization.Signed sign(Authorization.Eip3009 authorization) {
        Treasury.Transfer transfer = new Treasury.Transfer(
                authorization.nonce(),
                new Payee(treasury.asset().network(), authorization.to()),
                authorization.amount());
        try {
            return new Authorization.Signed(
                    authorization, new String(treasury.order(transfer), StandardCharsets.ISO_8859_1));
        } catch (TreasuryException e) {
            throw new Signing.RefusedException(e.code(), String.valueOf(e.getMessage()));
        }
    }
}
