package dev.patron.ledger;

import dev.patron.money.Usd;
import java.time.Instant;
import java.util.Optional;

/**
 * A decision or refusal as recorded.
 *
 * @param id        the event that holds it with its whole input
 * @param round     0 when a storyboard was judged
 * @param outcome   {@code PERMIT}, {@code DENY}, {@code ABANDON} (the seller would not sell) or {@code VOID} (a
 *     reservation given back)
 * @param code      why, unless permitted
 * @param policy    the policy's digest; empty where no rule was asked
 * @param instead   the nearest thing that would have been allowed, where it was denied and there is one
 */
public record DecisionRecord(
        long id,
        String run,
        String shot,
        int round,
        String outcome,
        Optional<String> code,
        String policy,
        Usd usd,
        Optional<Usd> limit,
        Optional<Usd> spent,
        Optional<Usd> reserved,
        Optional<Instant> freesAt,
        Optional<InsteadRecord> instead,
        String message,
        Instant decidedAt) {
    public Optional<Usd> remaining() {
        return limit.map(most -> most.minusOrZero(spent.orElse(Usd.ZERO).plus(reserved.orElse(Usd.ZERO))));
    }
}
