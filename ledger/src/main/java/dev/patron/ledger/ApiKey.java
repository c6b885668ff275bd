package dev.patron.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * A key of the gateway as the ledger holds it, which is without the key.
 *
 * @param id        its public part
 * @param holder    who may hold it
 * @param subject   the agent's id, or the provider's host
 * @param payTo     who a provider's invoices are paid to; empty for an agent
 * @param hash      SHA-256 of the whole key, in hexadecimal
 * @param expiresAt when it stops working
 * @param revokedAt when it was taken back, if it was
 */
public record ApiKey(
        String id,
        Holder holder,
        String subject,
        String payTo,
        String hash,
        Instant madeAt,
        Instant expiresAt,
        Optional<Instant> revokedAt) {
    /** Who a key is for. */
    public enum Holder {
        AGENT,
        PROVIDER
    }

    /** Whether it works at a time: expiry is the first moment at which it does not. */
    public boolean worksAt(Instant at) {
        return revokedAt.isEmpty() && at.isBefore(expiresAt);
    }
}
