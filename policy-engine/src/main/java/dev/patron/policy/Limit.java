package dev.patron.policy;

import dev.patron.money.Usd;

/**
 * The most that may be used of something: an amount, or {@code unlimited} where an operator wrote that word.
 *
 * <p>Zero is a limit like any other: it allows nothing.
 */
public sealed interface Limit {
    /** At most this much. */
    record AtMost(Usd usd) implements Limit {
        @Override
        public String toString() {
            return usd.toString();
        }
    }

    /** No ceiling; only ever the result of an explicit {@code unlimited}. */
    record Unlimited() implements Limit {
        @Override
        public String toString() {
            return "unlimited";
        }
    }

    /** Whether {@code amount} in all stays within this limit. */
    default boolean allows(Usd amount) {
        return switch (this) {
            case AtMost(Usd most) -> !amount.isMoreThan(most);
            case Unlimited() -> true;
        };
    }

    /** The stricter of two limits. */
    default Limit min(Limit other) {
        if (this instanceof AtMost(Usd mine) && other instanceof AtMost(Usd theirs)) {
            return new AtMost(mine.min(theirs));
        }
        return this instanceof Unlimited ? other : this;
    }

    static Limit of(Usd usd) {
        return new AtMost(usd);
    }

    static Limit unlimited() {
        return new Unlimited();
    }
}
