package dev.patron.payment;

import dev.patron.policy.Code;
import java.time.Instant;
import java.util.Optional;

/** How far one round of buying came. */
public sealed interface Bought {
    /** The paid request was presented, and this came back. */
    record Presented(Answer answer) implements Bought {}

    /** The seller served without payment. */
    record Served(Answer.Answered answer) implements Bought {}

    /**
     * Nothing was signed.
     *
     * @param passing whether waiting alone may cure it: a rate, or money at risk
     * @param freesAt when, where that is known
     */
    record Refused(Code code, String message, boolean passing, Optional<Instant> freesAt) implements Bought {}
}
