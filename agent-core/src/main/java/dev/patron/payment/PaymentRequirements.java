package dev.patron.payment;

import java.util.Optional;

/**
 * One way to pay that a demand offers (x402 v2 specification, {@code PaymentRequirements}).
 *
 * <p>The fields are text as received; {@link #raw} is the entry's own JSON, byte for byte, for echoing in
 * {@code accepted}.
 *
 * @param maxTimeoutSeconds empty when absent or not a whole number
 * @param transferMethod    {@code extra.assetTransferMethod}
 * @param paymentFlow       {@code extra.paymentFlow}
 * @param domainName        {@code extra.name}
 * @param domainVersion     {@code extra.version}
 */
public record PaymentRequirements(
        String scheme,
        String network,
        String amount,
        String asset,
        String payTo,
        Optional<Long> maxTimeoutSeconds,
        Optional<String> transferMethod,
        Optional<String> paymentFlow,
        Optional<String> domainName,
        Optional<String> domainVersion,
        String raw) {}
