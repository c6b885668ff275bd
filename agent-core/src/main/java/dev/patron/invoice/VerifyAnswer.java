package dev.patron.invoice;

import dev.patron.policy.Code;
import java.time.Instant;

/** What a provider is told about a proof. */
public sealed interface VerifyAnswer {
    /** @param amount whole tokens in plain decimals */
    record Verified(String paymentId, String amount, Instant paidAt, String txHash) implements VerifyAnswer {}

    /** One of the four published codes. */
    record Refused(Code code, String message) implements VerifyAnswer {}
}
