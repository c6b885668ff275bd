package dev.patron.ledger;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What following one thing through the ledger found, read from one state of it. */
public sealed interface Traced {
    /** Nothing of that name is recorded. */
    record Nothing() implements Traced {}

    /** The name is the beginning of several things, some of which are listed. */
    record Several(List<Named> candidates) implements Traced {
        public Several {
            candidates = List.copyOf(candidates);
        }
    }

    /** Every purchase that it belongs to, and the movements of the wallet that no purchase explains. */
    record Found(Named what, List<Purchase> purchases, List<Movement> movements) implements Traced {
        public Found {
            purchases = List.copyOf(purchases);
            movements = List.copyOf(movements);
        }
    }

    /**
     * A thing of the ledger.
     *
     * @param kind {@code asset}, {@code intent}, {@code run}, {@code brief}, {@code nonce}, {@code transaction}, {@code
     *     invoice}, {@code decision} or {@code claim}
     * @param id   whole, as it is recorded
     */
    record Named(String kind, String id) {}

    /**
     * One planned shot of a run with one attempt to buy it.
     *
     * @param erasedAt when the run's brief and payloads were erased
     * @param intent   empty while no attempt was begun, as is then all that follows from one
     * @param decision the decision that the reservation rests on, else the shot's last
     * @param proofs   what the chain showed, oldest first
     */
    record Purchase(
            RunRecord run,
            Optional<Instant> erasedAt,
            PlannedShot shot,
            Optional<IntentRecord> intent,
            Optional<DecisionRecord> decision,
            Optional<ReservationRecord> reservation,
            Optional<SignedPayment> authorization,
            List<ProofRecord> proofs,
            Optional<GenerationRecord> generation,
            List<AssetFacts> assets,
            Optional<ClaimRecord> claim) {
        public Purchase {
            proofs = List.copyOf(proofs);
            assets = List.copyOf(assets);
        }
    }

    /**
     * Money that came or went without a purchase.
     *
     * @param units whole atomic units of {@code token}
     * @param claim the claim that it opened
     */
    record Movement(
            String kind,
            String transaction,
            String counterparty,
            String token,
            BigInteger units,
            long block,
            Optional<ClaimRecord> claim) {}
}
