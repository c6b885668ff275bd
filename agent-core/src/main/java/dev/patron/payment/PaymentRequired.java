package dev.patron.payment;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A seller's demand (x402 v2 specification, {@code PaymentRequired}).
 *
 * @param error       the seller's code or words; data, never shown to a planner
 * @param resourceUrl what the demand says it is for
 * @param resourceRaw the {@code resource} object as received
 * @param accepts     the ways to pay, in the seller's order, which means nothing
 * @param extensions  the advertised extensions by key, each as received
 * @param digest      SHA-256 of the demand's bytes, in lower-case hexadecimal
 */
public record PaymentRequired(
        Optional<String> error,
        String resourceUrl,
        String resourceRaw,
        List<PaymentRequirements> accepts,
        Map<String, String> extensions,
        String digest) {
    public PaymentRequired {
        accepts = List.copyOf(accepts);
        extensions = Map.copyOf(extensions);
    }
}
