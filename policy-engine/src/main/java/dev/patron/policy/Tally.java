package dev.patron.policy;

import dev.patron.money.Usd;

/**
 * What one window has used up.
 *
 * @param spent    settled
 * @param reserved reserved, signed or of unknown fate: money at risk
 */
public record Tally(Usd spent, Usd reserved) {
    public static final Tally NONE = new Tally(Usd.ZERO, Usd.ZERO);

    public Usd used() {
        return spent.plus(reserved);
    }

    public Tally plus(Tally other) {
        return new Tally(spent.plus(other.spent), reserved.plus(other.reserved));
    }
}
