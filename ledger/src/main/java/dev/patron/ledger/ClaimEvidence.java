package dev.patron.ledger;

import java.util.List;
import java.util.Optional;

/**
 * Everything that the ledger knows about a claim. What belongs to an intent is empty for money that left without one.
 *
 * @param commitment    salted commitment to the prompt
 * @param demandDigest  SHA-256 of the seller's demand that was paid
 * @param requestDigest SHA-256 of the signed request as it was sent; empty once its run's key is destroyed
 * @param closing       somebody's word that closed it
 * @param candidates    for an open claim: transfers to the wallet that resemble its refund and did not close it
 * @param history       every event about it, oldest first
 */
public record ClaimEvidence(
        ClaimRecord claim,
        Optional<IntentRecord> intent,
        Optional<String> commitment,
        Optional<String> demandDigest,
        Optional<String> requestDigest,
        Optional<SignedPayment> authorization,
        Optional<ReservationRecord> reservation,
        List<AttemptRecord> attempts,
        List<ProofRecord> proofs,
        Optional<GenerationRecord> generation,
        Optional<ClaimClosing> closing,
        List<InflowRecord> candidates,
        List<EventRecord> history) {}
