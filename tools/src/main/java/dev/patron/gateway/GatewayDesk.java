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

    /** Whether an order may be handed over now, for the first time or again. */
    boolean mayAsk(String nonce, Instant quotedAt) {
        return switch (terms.again()) {
            case IDEMPOTENT -> true;
            case ONCE -> !records.isAsked(nonce) && clock.instant().isBefore(quotedAt.plus(QUOTE_LIFE));
        };
    }
}
