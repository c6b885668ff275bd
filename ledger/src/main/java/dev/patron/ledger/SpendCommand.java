package dev.patron.ledger;

import dev.patron.policy.Offer;
import dev.patron.policy.SpendRequest;
import java.util.List;

/**
 * A payment that is to be reserved or authorized.
 *
 * @param intent    the intent it is for
 * @param simulated whether the money is the sandbox's
 * @param request   what the policy is asked
 * @param offers    what else is on sale, for naming an alternative
 */
public record SpendCommand(String intent, boolean simulated, SpendRequest request, List<Offer> offers) {
    public SpendCommand {
        offers = List.copyOf(offers);
    }
}
