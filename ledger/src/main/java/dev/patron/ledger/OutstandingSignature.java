package dev.patron.ledger;

import dev.patron.money.Usd;
import java.time.Instant;
import java.util.Optional;

/**
 * A signature whose fate is open: it may be presented until it dies, whatever is frozen since.
 *
 * @param signedAt empty where only the chain told of it
 * @param diesAt   the end of its life by the chain's clock; empty where only the chain told of it
 */
public record OutstandingSignature(
        String run,
        String shot,
        String agent,
        String provider,
        String nonce,
        PaymentState payment,
        Usd usd,
        String payee,
        Optional<Instant> signedAt,
        Optional<Instant> diesAt) {
    boolean isIn(String scope) {
        return scope.equals("everything") || scope.equals("agent:" + agent) || scope.equals("provider:" + provider);
    }
}
