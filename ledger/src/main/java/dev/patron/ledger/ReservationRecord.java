package dev.patron.ledger;

import dev.patron.money.Usd;
import java.math.BigInteger;
import java.time.Instant;

/**
 * A reservation as recorded.
 *
 * @param state {@code pending}, {@code posted}, {@code voided} or {@code expired}
 * @param moved what the chain showed to have moved
 */
public record ReservationRecord(
        long decision,
        String payee,
        BigInteger units,
        Usd usd,
        Usd moved,
        Instant reservedAt,
        String policy,
        String state) {}
