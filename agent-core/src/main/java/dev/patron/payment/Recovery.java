package dev.patron.payment;

/** What a seller gives back when the same paid request is presented again after a lost answer. */
public enum Recovery {
    /** Nothing known: a used payment is refused, so a lost answer may end as a claim. */
    NONE,
    /** The same request is answered again. */
    REPLAY,
    /** The x402 {@code payment-identifier} extension. */
    PAYMENT_IDENTIFIER
}
