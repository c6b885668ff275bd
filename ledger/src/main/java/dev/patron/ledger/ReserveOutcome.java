package dev.patron.ledger;

import dev.patron.money.Usd;
import dev.patron.policy.Alternative;
import dev.patron.policy.Decision;
import java.util.Optional;

/** What a request for a reservation came to. {@code decision} is the event that holds the decision. */
public sealed interface ReserveOutcome {
    long decision();

    /** Reserved. */
    record Reserved(long decision, Usd usd) implements ReserveOutcome {}

    /** Denied; nothing is held. */
    record Denied(long decision, Decision.Deny denial, Optional<Alternative> instead) implements ReserveOutcome {}
}
