package dev.patron.invoice;

import dev.patron.policy.Code;

/** What paying a quote came to. The same quote always comes to the same. */
public sealed interface PayAnswer {
    record Paid(String paymentId, String invoiceId, String txHash, String proof) implements PayAnswer {}

    /** One of the five published codes, and our own reason. */
    record Refused(Code code, Detail detail) implements PayAnswer {}

    /** The money may have moved; nobody knows yet. It is asked again at each call, and never paid a second time. */
    record Pending(String paymentId) implements PayAnswer {}
}
