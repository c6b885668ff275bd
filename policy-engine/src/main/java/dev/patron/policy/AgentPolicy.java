package dev.patron.policy;

/**
 * What one agent may do.
 *
 * @param enabled           whether it may spend at all
 * @param perRequest        most for one payment
 * @param daily             most within a calendar day of the policy's zone
 * @param rolling24h        most within any 24 hours
 * @param perBrief          most for one run of a brief
 * @param atRisk            most reserved, signed or of unknown fate at once
 * @param paymentsPerMinute most reservations within any minute
 * @param providers         sellers it may buy from
 * @param kinds             kinds it may buy
 * @param models            models it may use
 */
public record AgentPolicy(
        boolean enabled,
        Limit perRequest,
        Limit daily,
        Limit rolling24h,
        Limit perBrief,
        Limit atRisk,
        int paymentsPerMinute,
        Allowed providers,
        Allowed kinds,
        Allowed models) {
    public AgentPolicy {
        if (paymentsPerMinute < 0) {
            throw new IllegalArgumentException("payments per minute cannot be negative");
        }
    }
}
