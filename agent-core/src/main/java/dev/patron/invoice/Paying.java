package dev.patron.invoice;

import dev.patron.ledger.AnswerFacts;
import dev.patron.ledger.AuthorizeOutcome;
import dev.patron.ledger.ChainProof;
import dev.patron.ledger.Digests;
import dev.patron.ledger.InvoiceBook;
import dev.patron.ledger.InvoiceRecord;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.PaymentState;
import dev.patron.ledger.Signing;
import dev.patron.payment.Block;
import dev.patron.payment.Fate;
import dev.patron.payment.SettlementProof;
import dev.patron.policy.Code;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a quote to a proof: signed, recorded, handed to the treasury, settled. Reads top to bottom.
 *
 * <p>Calls for one payment go one after the other; the ledger's tracks would refuse a second signature even if they did not. A treasury
 * that is silent leaves the payment UNKNOWN: the same order is presented again at the next call, and another is never made.
 */
final class Paying {
    private static final Logger LOG = LoggerFactory.getLogger(Paying.class);
    private static final int LOCKS = 64;

    /** An account transaction has no end of its own: the last moment that databases and people agree on. */
    private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

    private final Gateway.Hands hands;
    private final Ledger ledger;
    private final InvoiceBook invoices;
    private final ReentrantLock[] locks =
            IntStream.range(0, LOCKS).mapToObj(_ -> new ReentrantLock()).toArray(ReentrantLock[]::new);

    Paying(Gateway.Hands hands) {
        this.hands = hands;
        this.ledger = hands.ledger();
        this.invoices = hands.ledger().invoices();
    }

    PayAnswer pay(String agent, String quoteId) {
        Optional<QuoteId> quote = QuoteId.parse(quoteId);
        if (quote.isEmpty()) {
            return notFound();
        }
        ReentrantLock lock = lockOf(quote.get().intent());
        lock.lock();
        try {
            return invoices.find(quote.get().intent())
                    .filter(invoice -> invoice.agent().equals(agent))
                    .filter(invoice -> quote.get().round() <= invoice.intent().round())
                    .map(invoice -> pay(invoice, quote.get().round()))
                    .orElseGet(Paying::notFound);
        } finally {
            lock.unlock();
        }
    }

    private ReentrantLock lockOf(String intent) {
        return locks[Math.floorMod(intent.hashCode(), LOCKS)];
    }

    private static PayAnswer notFound() {
        return new PayAnswer.Refused(
                Code.QUOTE_NOT_FOUND, Detail.of(Code.QUOTE_NOT_FOUND, "no quote of this agent has this id"));
    }

    private PayAnswer pay(InvoiceRecord invoice, int round) {
        PaymentState state = invoice.intent().payment();
        return switch (state) {
            case AUTHORIZED, UNKNOWN -> present(invoice);
            case SETTLED -> paid(invoice);
            case EXPIRED, CANCELLED -> failed();
            case RESERVED -> round == invoice.intent().round() ? authorize(invoice) : givenBack(invoice, round);
            case INTENT, QUOTED, DENIED, REFERRED, ABANDONED, UNCHARGED, VOIDED -> givenBack(invoice, round);
        };
    }

    private PayAnswer givenBack(InvoiceRecord invoice, int round) {
        return invoices.givenBack(invoice.intent().id(), round)
                .map(code -> refused(code, code.meaning()))
                .orElseGet(Paying::notFound);
    }

    private static PayAnswer refused(Code code, String why) {
        return new PayAnswer.Refused(Published.ofPayment(code), Detail.of(code, why));
    }

    private static PayAnswer failed() {
        return new PayAnswer.Refused(
                Code.TRANSACTION_FAILED,
                Detail.of(Code.TRANSACTION_FAILED, "the transaction is final and moved nothing; ask for a new quote"));
    }

    private PayAnswer authorize(InvoiceRecord invoice) {
        Treasury treasury = treasury(invoice);
        Treasury.Transfer transfer = new Treasury.Transfer(invoice.intent().nonce(), invoice.payee(), invoice.amount());
        AuthorizeOutcome outcome =
                ledger.authorize(invoices.command(invoice), hands.policy(), _ -> sign(treasury, transfer));
        return switch (outcome) {
            case AuthorizeOutcome.Voided(Code code, String why) -> refused(code, why);
            case AuthorizeOutcome.Authorized _ -> present(again(invoice));
        };
    }

    private static Signing.Signed sign(Treasury treasury, Treasury.Transfer transfer) {
        try {
            return new Signing.Signed(treasury.network(), "1", NEVER, 0, treasury.order(transfer));
        } catch (TreasuryException e) {
            throw new Signing.RefusedException(e.code(), String.valueOf(e.getMessage()));
        }
    }

    private Treasury treasury(InvoiceRecord invoice) {
        Treasury treasury = hands.treasuries().get(invoice.network());
        if (treasury == null) {
            throw new IllegalStateException("there is no treasury on `" + invoice.network() + "` any more");
        }
        return treasury;
    }

    private InvoiceRecord again(InvoiceRecord invoice) {
        return invoices.find(invoice.intent().id()).orElseThrow();
    }

    /**
     * Hands over what is recorded, and believes only what the treasury's chain says. Under a freeze nothing is handed over,
     * also what was signed before it: the money stays reserved until the thaw.
     */
    private PayAnswer present(InvoiceRecord invoice) {
        String intent = invoice.intent().id();
        if (ledger.reader().isFrozen(invoice.agent(), invoice.intent().provider())) {
            return new PayAnswer.Pending(QuoteId.payment(intent));
        }
        Fate fate = fate(invoice);
        if (invoice.intent().payment() == PaymentState.AUTHORIZED) {
            ledger.answered(intent, new AnswerFacts(word(fate), 0, ""));
        }
        return switch (fate) {
            case Fate.Used(SettlementProof proof) -> {
                ledger.settle(intent, proofOf(proof));
                yield paid(again(invoice));
            }
            case Fate.Cancelled(String transaction, Block at) -> {
                ledger.cancel(intent, nothingAt(invoice, at, transaction));
                yield failed();
            }
            case Fate.Dead _, Fate.Open _, Fate.Unclear _ -> new PayAnswer.Pending(QuoteId.payment(intent));
        };
    }

    private Fate fate(InvoiceRecord invoice) {
        Optional<byte[]> order = invoices.order(invoice.intent()).filter(bytes -> bytes.length > 0);
        if (order.isEmpty()) {
            return new Fate.Unclear("the order can no longer be read");
        }
        try {
            return treasury(invoice).present(order.get());
        } catch (RuntimeException e) {
            LOG.warn(
                    "the treasury did not answer for intent {}",
                    invoice.intent().id(),
                    e);
            return new Fate.Unclear("the treasury did not answer");
        }
    }

    private static String word(Fate fate) {
        return switch (fate) {
            case Fate.Used _ -> "moved";
            case Fate.Cancelled _, Fate.Dead _ -> "failed";
            case Fate.Open _, Fate.Unclear _ -> "silent";
        };
    }

    private static ChainProof proofOf(SettlementProof proof) {
        return new ChainProof(
                proof.transaction(),
                proof.block().number(),
                proof.block().hash(),
                proof.block().time(),
                proof.to(),
                proof.units(),
                proof.isFinal());
    }

    private static ChainProof nothingAt(InvoiceRecord invoice, Block at, String transaction) {
        return new ChainProof(
                transaction, at.number(), at.hash(), at.time(), invoice.intent().authorizer(), BigInteger.ZERO, true);
    }

    private PayAnswer paid(InvoiceRecord invoice) {
        ProofClaims claims = Proving.claims(ledger.id(), invoice);
        Prover.Token token = hands.prover().issue(claims);
        invoices.issued(
                invoice.intent().id(),
                new InvoiceBook.Issued(
                        Digests.sha256(token.text()), token.key(), claims.issuedAt(), claims.expiresAt()));
        return new PayAnswer.Paid(claims.paymentId(), claims.invoiceId(), claims.txHash(), token.text());
    }

    /** Follows payments whose fate is open. */
    void follow() {
        for (String intent : invoices.open()) {
            ReentrantLock lock = lockOf(intent);
            lock.lock();
            try {
                invoices.find(intent)
                        .filter(invoice -> invoice.intent().payment() == PaymentState.AUTHORIZED
                                || invoice.intent().payment() == PaymentState.UNKNOWN)
                        .ifPresent(this::present);
            } finally {
                lock.unlock();
            }
        }
    }
}
