package dev.patron.ledger;

import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Payee;

/**
 * An invoice that an agent is to pay, with everything that it pins for life.
 *
 * @param agent       the agent that pays
 * @param provider    who sent it: a host, with its port where that is not the scheme's own
 * @param invoice     the provider's own id of it
 * @param network     the gateway's word for where it is paid, such as {@code sandbox}
 * @param payTo       who is to be paid, as the invoice writes it
 * @param payee       the account that this names on the network
 * @param amount      exactly what is asked
 * @param authorizer  the treasury's own account
 * @param simulated   whether the money is play money
 * @param description what it is for, in the provider's words; data, and recorded as a commitment only
 */
public record InvoiceTerms(
        String agent,
        String provider,
        String invoice,
        String network,
        String payTo,
        Payee payee,
        Amount amount,
        Address authorizer,
        boolean simulated,
        String description) {}
