package dev.patron.invoice;

import dev.patron.ledger.ChainProof;
import dev.patron.ledger.InvoiceRecord;
import dev.patron.ledger.ProofRecord;
import dev.patron.money.Amount;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What a proof of a settled invoice says: the same each time it is asked for. */
final class Proving {
    /** How long a proof holds, from the second in which the payment counted. */
    static final Duration LIFE = Duration.ofHours(24);

    private Proving() {}

    static ChainProof moved(InvoiceRecord invoice) {
        return invoice.proof()
                .map(ProofRecord::proof)
                .orElseThrow(() ->
                        new IllegalStateException("intent `" + invoice.intent().id() + "` is settled without a proof"));
    }

    static ProofClaims claims(String ledger, InvoiceRecord invoice) {
        ChainProof moved = moved(invoice);
        Instant from = counted(invoice, moved.blockTime()).truncatedTo(ChronoUnit.SECONDS);
        return new ProofClaims(
                "patron:" + ledger,
                QuoteId.payment(invoice.intent().id()),
                invoice.invoice(),
                invoice.provider(),
                invoice.payTo(),
                decimal(invoice.amount()),
                invoice.network(),
                moved.transaction(),
                from,
                from.plus(LIFE));
    }

    /** When the payment counted: once its block was there and the ledger knew. A treasury may be silent for longer than a proof lives. */
    private static Instant counted(InvoiceRecord invoice, Instant block) {
        return invoice.settledAt().filter(at -> at.isAfter(block)).orElse(block);
    }

    /** Whole tokens without trailing zeros, {@code 0.05}. */
    static String decimal(Amount amount) {
        BigDecimal tokens = new BigDecimal(amount.units(), amount.asset().decimals()).stripTrailingZeros();
        return tokens.toPlainString();
    }
}
