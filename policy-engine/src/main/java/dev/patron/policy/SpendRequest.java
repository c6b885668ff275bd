package dev.patron.policy;

import dev.patron.money.Amount;
import dev.patron.money.Payee;
import dev.patron.money.Usd;
import java.util.Optional;

/**
 * One payment that is asked for: who, what for, to whom and how much.
 *
 * @param agent       the agent that asks
 * @param run         the run it belongs to; a brief's budget is one run's
 * @param lineItem    the planned shot (or invoice) and attempt it pays for
 * @param provider    catalogue id of the seller
 * @param kind        kind of generation, such as {@code image}, or {@link #INVOICE}
 * @param model       model asked for; for an invoice the gateway's word for the network
 * @param payee       who is paid
 * @param amount      exactly what will be signed
 * @param briefBudget the brief's own budget, which can only lower the policy's
 */
public record SpendRequest(
        String agent,
        String run,
        String lineItem,
        String provider,
        String kind,
        String model,
        Payee payee,
        Amount amount,
        Optional<Usd> briefBudget) {
    /** The kind of what is bought by paying an invoice of another program; a policy allows it by this name. */
    public static final String INVOICE = "invoice";

    /** Whether it pays an invoice: such a payment belongs to no brief and uses no model. */
    boolean isInvoice() {
        return kind.equals(INVOICE);
    }

    /** What the payment counts for in every budget. */
    public Usd usd() {
        return amount.inUsd();
    }

    /** The same request for another offer. */
    SpendRequest with(Offer offer) {
        return new SpendRequest(
                agent,
                run,
                lineItem,
                offer.provider(),
                offer.kind(),
                offer.model(),
                offer.payee(),
                offer.amount(),
                briefBudget);
    }
}
