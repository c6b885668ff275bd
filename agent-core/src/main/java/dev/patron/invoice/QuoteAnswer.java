package dev.patron.invoice;

import dev.patron.policy.Code;

/** What an agent is told about an invoice. */
public sealed interface QuoteAnswer {
    /** Money is reserved for it, or it is paid: this is its quote. */
    record Allowed(String quoteId) implements QuoteAnswer {}

    /**
     * Denied.
     *
     * @param reason one of the five published codes
     * @param detail our own reason, with figures
     */
    record Denied(Code reason, Detail detail) implements QuoteAnswer {}

    /** The same invoice was quoted under other terms. */
    record Conflict(String difference) implements QuoteAnswer {}

    /** No invoice that can be paid: the payee or the amount is none here. */
    record Unusable(String field, String message) implements QuoteAnswer {}
}
