package dev.patron.payment;

import java.util.Optional;

/** What came back for a paid request. None of it is evidence about money: only the chain is. */
public sealed interface Answer {
    /**
     * An answer arrived.
     *
     * @param status  the HTTP status
     * @param handle  the generation id of an accepted request, where a usable one was given
     * @param receipt the seller's claim about settlement
     * @param error   a known protocol error code, where one was named
     * @param detail  for people and logs, bounded and stripped of control characters
     */
    record Answered(
            int status,
            Optional<String> handle,
            Optional<SettlementResponse> receipt,
            Optional<String> error,
            String detail)
            implements Answer {}

    /** No complete answer arrived: cut off, timed out, too large or not HTTP. */
    record Lost(String detail) implements Answer {}
}
