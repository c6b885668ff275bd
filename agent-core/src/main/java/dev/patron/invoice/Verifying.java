package dev.patron.invoice;

import dev.patron.ledger.ApiKey;
import dev.patron.ledger.Digests;
import dev.patron.ledger.InvoiceRecord;
import dev.patron.ledger.PaymentState;
import dev.patron.policy.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a proof shows a provider that an invoice of its own is paid: in what order it is looked at, and that the answer is recorded.
 *
 * <p>The signature comes first, then whose payment it is, then which invoice, then its age. A payment of another provider's is one that
 * does not exist. What the proof says is held against the ledger, which has the last word.
 */
final class Verifying {
    private static final String MALFORMED = "Proof signature is invalid or malformed";

    /** How far a block's time may be ahead of the clock here; the reader of chains lets no more pass. */
    private static final Duration AHEAD_MOST = Duration.ofSeconds(30);

    private final Gateway.Hands hands;
    private final Payees payees;

    Verifying(Gateway.Hands hands, Payees payees) {
        this.hands = hands;
        this.payees = payees;
    }

    VerifyAnswer verify(ApiKey provider, String proof, String invoiceId) {
        Instant now = hands.ledger().time();
        Optional<InvoiceRecord> paid = Optional.empty();
        VerifyAnswer answer;
        switch (hands.prover().look(proof)) {
            case Prover.Looked.Malformed _ -> answer = new VerifyAnswer.Refused(Code.INVALID_PROOF, MALFORMED);
            case Prover.Looked.Forged _ -> answer = refused(Code.INVALID_PROOF);
            case Prover.Looked.Genuine(ProofClaims claims) -> {
                paid = paid(provider, claims);
                answer = paid.map(invoice -> judge(invoice, claims, invoiceId, now))
                        .orElseGet(() -> refused(Code.PAYMENT_NOT_FOUND));
            }
        }
        String outcome =
                answer instanceof VerifyAnswer.Refused refused ? refused.code().name() : "VERIFIED";
        hands.ledger()
                .invoices()
                .verified(paid.map(invoice -> invoice.intent().id()), outcome, Digests.sha256(proof), provider.id());
        return answer;
    }

    /**
     * What became of an invoice of a provider's own, for one that shows no proof of it. The answer is an event, with the
     * invoice's digest in the place of a proof's.
     */
    Optional<InvoiceRecord> look(ApiKey provider, String invoiceId) {
        Optional<InvoiceRecord> found = hands.ledger()
                .invoices()
                .findOf(provider.subject(), invoiceId, invoice -> payees.owns(provider, invoice));
        String outcome = found.map(invoice ->
                        invoice.intent().payment() == PaymentState.SETTLED ? "VERIFIED" : "PAYMENT_NOT_SETTLED")
                .orElse(Code.PAYMENT_NOT_FOUND.name());
        hands.ledger()
                .invoices()
                .verified(
                        found.map(invoice -> invoice.intent().id()), outcome, Digests.sha256(invoiceId), provider.id());
        return found;
    }

    /** A settled payment to this very provider: its host and its payee. */
    private Optional<InvoiceRecord> paid(ApiKey provider, ProofClaims claims) {
        return QuoteId.intentOf(claims.paymentId())
                .flatMap(hands.ledger().invoices()::find)
                .filter(invoice ->
                        invoice.intent().payment() == PaymentState.SETTLED && payees.owns(provider, invoice));
    }

    private VerifyAnswer judge(InvoiceRecord invoice, ProofClaims claims, String invoiceId, Instant now) {
        boolean same = Proving.claims(hands.ledger().id(), invoice).equals(claims);
        if (!same || claims.issuedAt().isAfter(now.plus(AHEAD_MOST))) {
            return refused(Code.INVALID_PROOF);
        }
        if (!invoice.invoice().equals(invoiceId)) {
            return refused(Code.INVOICE_MISMATCH);
        }
        if (!now.isBefore(claims.expiresAt())) {
            return refused(Code.PROOF_EXPIRED);
        }
        return new VerifyAnswer.Verified(
                claims.paymentId(), claims.amount(), Proving.moved(invoice).blockTime(), claims.txHash());
    }

    private static VerifyAnswer refused(Code code) {
        return new VerifyAnswer.Refused(code, Published.message(code).orElse(code.meaning()));
    }
}
