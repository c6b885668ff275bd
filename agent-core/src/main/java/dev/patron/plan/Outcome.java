package dev.patron.plan;

import dev.patron.money.Usd;
import dev.patron.policy.Code;
import java.time.Instant;
import java.util.Optional;

/** What became of a move: typed facts, never a seller's words. */
public sealed interface Outcome {
    String shot();

    /** The policy would permit the shot now. */
    record Affordable(String shot, Usd price) implements Outcome {}

    /**
     * The shot was refused.
     *
     * @param code      why, the leading code
     * @param price     what it would have cost
     * @param remaining what the limit in question leaves
     * @param freesAt   when time alone frees enough
     */
    record Refused(String shot, Code code, Usd price, Optional<Usd> remaining, Optional<Instant> freesAt)
            implements Outcome {}

    /** The asset is stored and its payment has ended well. */
    record Delivered(String shot, Usd price) implements Outcome {}

    /**
     * The seller reported the generation failed after it was paid.
     *
     * @param mayRetry whether the shot's retry budget still allows one more purchase
     */
    record Failed(String shot, boolean mayRetry) implements Outcome {}

    /** Money or goods are outstanding and only time, the seller or the chain can tell. */
    record Outstanding(String shot, Usd atRisk) implements Outcome {}
}
