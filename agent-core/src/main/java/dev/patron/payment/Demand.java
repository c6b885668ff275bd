package dev.patron.payment;

import dev.patron.policy.Code;

/** What a seller answers to an unpaid request. */
public sealed interface Demand {
    /** It wants to be paid. */
    record Demanded(PaymentRequired required) implements Demand {}

    /** It serves without payment. */
    record Free(Answer.Answered answer) implements Demand {}

    /**
     * It does not serve, or its demand cannot be dealt with.
     *
     * @param code   why, from the closed list
     * @param status the HTTP status, 0 when there was no answer
     * @param detail for people and logs; may hold the seller's words, bounded and stripped of control characters
     */
    record Refused(Code code, int status, String detail) implements Demand {}
}
