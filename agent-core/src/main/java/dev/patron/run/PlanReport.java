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
 * @param total    what the permitted shots cost together
 * @param warnings what is odd and will be tried, a line each
 */
public record PlanReport(String title, List<Judged> shots, Usd total, List<String> warnings) {
    /** One shot: its price, the verdict, and what would be allowed instead of a denied one. */
    public record Judged(Shot shot, Usd price, Decision decision, Optional<Alternative> instead) {}
}
