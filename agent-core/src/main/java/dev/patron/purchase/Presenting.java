package dev.patron.purchase;

import dev.patron.payment.Fate;
import dev.patron.payment.Recovery;
import java.time.Duration;
import java.time.Instant;

/**
 * How often, and how soon, the same payment is presented again while one purchase is followed. Not safe for threads.
 *
 * <p>While the payment may still be used, presenting again lets a seller settle who never got to it. Once it is used it
 * can only bring the answer that was lost, and is tried a while apart: a seller that has just settled may be busy.
 */
final class Presenting {
    private static final int IN_ALL_WHILE_OPEN_MOST = 4;
    private static final int AFTER_USE_MOST = 3;
    private static final Duration TIME_TO_SETTLE = Duration.ofSeconds(7);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final int afterUseMost;
    private int whileOpenLeft;
    private int afterUse;
    private Duration pause = FIRST_PAUSE;
    private Instant notBefore = Instant.MIN;

    private Presenting(int whileOpenMost, Recovery recovery) {
        this.whileOpenLeft = whileOpenMost;
        this.afterUseMost = recovery == Recovery.NONE ? 1 : AFTER_USE_MOST;
    }

    /** For a purchase that is wanted. */
    static Presenting wanted(Recovery recovery) {
        return new Presenting(1, recovery);
    }

    /** For one that is only seen home: nothing is sent that could still move money. */
    static Presenting seenHome(Recovery recovery) {
        return new Presenting(0, recovery);
    }

    /** What to do now about a payment without an answer. */
    enum Verdict {
        PRESENT,
        WAIT,
        GIVE_UP
    }

    /**
     * @param presented how often this payment was presented in all
     * @param usableUntil the end of its life
     */
    Verdict judge(Fate fate, int presented, Instant now, Instant usableUntil) {
        return switch (fate) {
            case Fate.Open _ ->
                whileOpenLeft > 0
                                && presented < IN_ALL_WHILE_OPEN_MOST
                                && now.plus(TIME_TO_SETTLE).isBefore(usableUntil)
                        ? Verdict.PRESENT
                        : Verdict.WAIT;
            case Fate.Used _ -> {
                if (afterUse >= afterUseMost) {
                    yield Verdict.GIVE_UP;
                }
                yield now.isBefore(notBefore) ? Verdict.WAIT : Verdict.PRESENT;
            }
            case Fate.Dead _, Fate.Cancelled _, Fate.Unclear _ -> Verdict.WAIT;
        };
    }

    /** Counts a presentation that {@link #judge} asked for. */
    void presented(Fate fate, Instant now) {
        if (fate instanceof Fate.Open) {
            whileOpenLeft--;
        } else {
            afterUse++;
            notBefore = now.plus(pause);
            pause = pause.multipliedBy(3);
        }
    }
}
