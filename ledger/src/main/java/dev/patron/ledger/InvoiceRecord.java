package dev.patron.ledger;

import dev.patron.money.Amount;
import dev.patron.money.Payee;
import java.time.Instant;
import java.util.Optional;

/**
 * An invoice as the ledger holds it, with the attempt to pay it that is looked at.
 *
 * @param intent   that attempt
 * @param agent    whose tab it is on
 * @param provider the host that sent it
 * @param held     what is reserved or moved for it; empty before anything was
 * @param proof    the newest word of the treasury's chain
 * @param settledAt when the ledger first heard that it is settled, and has not heard otherwise since
 */
public record InvoiceRecord(
        IntentRecord intent,
        String agent,
        String provider,
        String invoice,
        String network,
        String payTo,
        Payee payee,
        Amount amount,
        boolean simulated,
        Optional<ReservationRecord> held,
        Optional<ProofRecord> proof,
        Optional<Instant> settledAt) {}
