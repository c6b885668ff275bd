package dev.patron.policy;

import dev.patron.money.Usd;
import java.time.Instant;
import java.util.Optional;

/**
 * What one rule found.
 *
 * @param rule     the rule, as the policy file spells its path
 * @param verdict  what it says
 * @param code     why, where it does not permit
 * @param measured what was compared, for people
 * @param numbers  the figures behind it, for rules that have figures
 */
public record Finding(String rule, Verdict verdict, Optional<Code> code, String measured, Optional<Numbers> numbers) {
    /**
     * The figures of a limit.
     *
     * @param limit   the limit in force
     * @param used    spent and reserved before this request
     * @param freesAt when enough will have freed; empty when time alone does not free it
     */
    public record Numbers(Limit limit, Tally used, Optional<Instant> freesAt) {
        /** What is left; empty under {@code unlimited}. */
        public Optional<Usd> remaining() {
            return limit instanceof Limit.AtMost(Usd most)
                    ? Optional.of(most.minusOrZero(used.used()))
                    : Optional.empty();
        }
    }

    static Finding permit(String rule, String measured, Optional<Numbers> numbers) {
        return new Finding(rule, Verdict.PERMIT, Optional.empty(), measured, numbers);
    }

    static Finding deny(String rule, Code code, String measured, Optional<Numbers> numbers) {
        return new Finding(rule, Verdict.DENY, Optional.of(code), measured, numbers);
    }
}
