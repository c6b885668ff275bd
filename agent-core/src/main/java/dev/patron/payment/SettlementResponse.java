package dev.patron.payment;

import java.util.Optional;

/**
 * A seller's claim about settlement (x402 v2 {@code PAYMENT-RESPONSE}). A claim, never a proof.
 *
 * @param transaction {@code 0x} and 64 hexadecimal digits, or empty
 */
public record SettlementResponse(
        boolean success, String transaction, String network, Optional<String> payer, Optional<String> errorReason) {}
