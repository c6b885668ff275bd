package dev.patron.run;

import dev.patron.money.Usd;
import dev.patron.plan.Shot;
import dev.patron.policy.Alternative;
import dev.patron.policy.Decision;
import java.util.List;
import java.util.Optional;

/**
 * A priced storyboard with the policy's verdict on each shot; nothing was bought or recorded.
 *
 * @param total what the permitted shots cost together
 */
public record PlanReport(List<Judged> shots, Usd total) {
    /** One shot: its price, the verdict, and what would be allowed instead of a denied one. */
    public record Judged(Shot shot, Usd price, Decision decision, Optional<Alternative> instead) {}
}
