package dev.patron.gateway;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * One remote gateway, how it is dealt with, and what it was asked and has shown.
 *
 * @param gateway speaks to it
 * @param terms   as the operator says
 * @param records what it was asked and has shown
 */
public record GatewayDesk(RemoteGateway gateway, GatewayTerms terms, PayRecords records, InstantSource clock) {
    /** A published quote lives no longer, so an older order is not handed over for the first time. */
    private static final Duration QUOTE_LIFE = Duration.ofSeconds(60);

    /** Marks an order before it leaves; whether it may leave now, for the first time or again. */
    boolean mark(String nonce, Instant quotedAt) {
        return switch (terms.again()) {
            case IDEMPOTENT -> {
                records.asked(nonce);
                yield true;
            }
            case ONCE -> clock.instant().isBefore(quotedAt.plus(QUOTE_LIFE)) && records.asked(nonce);
        };
    }
}
