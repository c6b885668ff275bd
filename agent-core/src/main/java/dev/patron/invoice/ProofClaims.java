package dev.patron.invoice;

import java.time.Instant;

/**
 * What a proof says.
 *
 * @param issuer    the ledger that paid
 * @param paymentId the payment
 * @param invoiceId the provider's id of the invoice
 * @param provider  the provider's host
 * @param payTo     who was paid, as the invoice writes it
 * @param amount    whole tokens in plain decimals
 * @param network   the gateway's word for the network
 * @param txHash    the transaction that paid
 * @param issuedAt  when it begins to hold, in whole seconds
 * @param expiresAt the first moment at which it holds no more, in whole seconds
 */
public record ProofClaims(
        String issuer,
        String paymentId,
        String invoiceId,
        String provider,
        String payTo,
        String amount,
        String network,
        String txHash,
        Instant issuedAt,
        Instant expiresAt) {}
