package dev.patron.invoice;

import dev.patron.ledger.ChainProof;
import dev.patron.ledger.InvoiceRecord;
import dev.patron.ledger.PaymentState;
import dev.patron.ledger.ProofRecord;
import dev.patron.money.Amount;
import dev.patron.payment.Block;
import dev.patron.payment.Fate;
import dev.patron.payment.SettlementProof;
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

    /**
     * Whether exactly what was ordered has moved: to its payee, to the unit. What a token made of it instead is booked, and frozen, and is no
     * payment of the invoice.
     */
    static boolean isPaid(InvoiceRecord invoice) {
        return invoice.intent().payment() == PaymentState.SETTLED
                && moved(invoice).payee().equals(invoice.payee().address())
                && moved(invoice).units().equals(invoice.amount().units());
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

    /** What is recorded of a payment's fate. */
    static Fate standing(InvoiceRecord invoice) {
        return switch (invoice.intent().payment()) {
            case SETTLED -> {
                ChainProof moved = moved(invoice);
                yield new Fate.Used(new SettlementProof(
                        moved.transaction(),
                        blockOf(moved),
                        invoice.intent().authorizer(),
                        moved.payee(),
                        moved.units(),
                        invoice.intent().nonce(),
                        moved.isFinal()));
            }
            case CANCELLED -> {
                ChainProof dead = moved(invoice);
                yield new Fate.Cancelled(dead.transaction(), blockOf(dead));
            }
            default -> new Fate.Unclear("its transaction is in no block yet that is deep enough");
        };
    }

    private static Block blockOf(ChainProof proof) {
        return new Block(proof.blockNumber(), proof.blockHash(), proof.blockTime());
    }
}
