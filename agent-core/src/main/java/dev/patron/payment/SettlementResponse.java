package dev.patron.payment;

import java.math.BigInteger;
import java.util.Optional;

/**
 * A seller's claim about settlement (x402 v2 {@code PAYMENT-RESPONSE}). A claim, never a proof.
 *
 * @param transaction {@code 0x} and 64 hexadecimal digits, or empty
 * @param amount      atomic units that are said to have moved, where it says so
 */
public record SettlementResponse(
        boolean success,
        String transaction,
        String network,
        Optional<BigInteger> amount,
        Optional<String> payer,
        Optional<String> errorReason) {}
