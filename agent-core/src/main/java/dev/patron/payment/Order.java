package dev.patron.payment;

import dev.patron.ledger.NewIntent;
import dev.patron.ledger.SpendCommand;
import dev.patron.plan.Kind;

/**
 * One thing to pay for: what is asked, of whom, and what the policy will be asked.
 *
 * @param intent   the attempt and what it pins
 * @param provider the seller as the catalogue pins it
 * @param kind     what kind of thing is priced
 * @param unpaid   the request, always the same for the same attempt
 * @param spend    what the policy is asked, at the catalogue's price
 */
public record Order(NewIntent intent, Provider provider, Kind kind, SellerRequest unpaid, SpendCommand spend) {
    public String id() {
        return intent.id();
    }
}
