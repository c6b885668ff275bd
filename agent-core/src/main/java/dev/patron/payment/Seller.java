package dev.patron.payment;

import java.util.Optional;

/**
 * The port that speaks to one seller about money.
 *
 * <p>Every call is bounded in time and size, follows no redirect and never throws for what the other side does: that
 * is an outcome.
 */
public interface Seller {
    /** Asks unpaid. */
    Demand demand(SellerRequest unpaid);

    /**
     * The paid form of a request. Pure: sends nothing. The chosen entry is echoed byte for byte.
     *
     * @param paymentId an id for the {@code payment-identifier} extension, used only where the demand advertises it
     */
    SellerRequest pay(
            SellerRequest unpaid,
            PaymentRequired required,
            PaymentRequirements chosen,
            Authorization.Signed signed,
            String paymentId);

    /**
     * The invoice that a paid request pays from this ledger's own treasury, which the ledger then keeps beside the
     * signature; empty where it pays none.
     */
    default Optional<InvoiceName> invoice(SellerRequest paid) {
        return Optional.empty();
    }

    /** Presents a paid request; the same one may be presented again. */
    Answer present(SellerRequest paid);
}
