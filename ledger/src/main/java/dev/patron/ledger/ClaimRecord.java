package dev.patron.ledger;

import dev.patron.money.Usd;
import java.time.Instant;
import java.util.Optional;

/**
 * A claim as recorded: what was paid for and has not come.
 *
 * @param state  OPEN, DELIVERED, REFUNDED, WRITTEN_OFF or WITHDRAWN
 * @param refund the transfer that it was matched with; empty where none was, also for one refunded by somebody's word
 */
public record ClaimRecord(
        long id,
        Optional<String> run,
        Optional<String> intent,
        Optional<String> shot,
        String provider,
        Usd usd,
        String reason,
        String state,
        Instant openedAt,
        Optional<Instant> closedAt,
        Optional<RefundRecord> refund) {}
