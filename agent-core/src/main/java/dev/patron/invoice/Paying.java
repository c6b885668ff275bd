package dev.patron.invoice;

import dev.patron.ledger.AnswerFacts;
import dev.patron.ledger.AuthorizeOutcome;
import dev.patron.ledger.ChainProof;
import dev.patron.ledger.Digests;
import dev.patron.ledger.InvoiceBook;
import dev.patron.ledger.InvoiceRecord;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.PaymentState;
import dev.patron.payment.Block;
import dev.patron.payment.Fate;
import dev.patron.payment.SettlementProof;
import dev.patron.policy.Code;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * From a quote to a proof: signed, recorded, handed to the treasury, settled. Reads top to bottom.
 *
 * <p>Calls for one payment go one after the other; the ledger's tracks would refuse a second signature even if they did not. A treasury
 * that is silent leaves the payment UNKNOWN: the same order is presented again at the next call, and another is never made.
 */
final class Paying {
    /** Enough that two payments seldom share one. */
    private static final int LOCKS = 1024;

    private final Gateway.Hands hands;
    private final Ledger ledger;
    private final InvoiceBook invoices;
    private final Map<String, Till> tills;
    private final ReentrantLock[] locks =
            IntStream.range(0, LOCKS).mapToObj(_ -> new ReentrantLock()).toArray(ReentrantLock[]::new);

    Paying(Gateway.Hands hands) {
        this.hands = hands;
        this.ledger = hands.ledger();
        this.invoices = hands.ledger().invoices();
        this.tills = hands.treasuries().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> switch (entry.getValue()) {
                    case BookTreasury book -> new BookTill(hands, book);
                    case AccountTreasury account -> new AccountTill(hands, account);
                }));
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
        return switch (till(invoice).authorize(invoice)) {
            case AuthorizeOutcome.Voided(Code code, String why) -> refused(code, why);
            case AuthorizeOutcome.Authorized _ -> present(again(invoice));
        };
    }

    private Till till(InvoiceRecord invoice) {
        Till till = tills.get(invoice.network());
        if (till == null) {
            throw new IllegalStateException("there is no treasury on `" + invoice.network() + "` any more");
        }
        return till;
    }

    private InvoiceRecord again(InvoiceRecord invoice) {
        return invoices.find(invoice.intent().id()).orElseThrow();
    }

    /**
     * Hands over what is recorded, and believes only what the treasury's chain says. Under a freeze nothing is handed over,
     * also what was signed before it: unless the chain has it already, the money stays reserved until the thaw.
     */
    private PayAnswer present(InvoiceRecord invoice) {
        String intent = invoice.intent().id();
        boolean frozen =
                ledger.reader().isFrozen(invoice.agent(), invoice.intent().provider());
        Till.Said said = frozen ? till(invoice).look(invoice) : till(invoice).present(invoice);
        if (frozen && said.fate() instanceof Fate.Unclear) {
            return new PayAnswer.Pending(QuoteId.payment(intent));
        }
        if (invoice.intent().payment() == PaymentState.AUTHORIZED) {
            ledger.answered(intent, new AnswerFacts(word(said.fate()), 0, ""));
        }
        return switch (said.fate()) {
            case Fate.Used(SettlementProof proof) -> {
                till(invoice).settle(intent, proofOf(proof), said);
                yield paid(again(invoice));
            }
            case Fate.Cancelled(String transaction, Block at) -> {
                till(invoice).cancel(intent, nothingAt(invoice, at, transaction), said);
                yield failed();
            }
            case Fate.Dead _, Fate.Open _, Fate.Unclear _ -> new PayAnswer.Pending(QuoteId.payment(intent));
        };
    }

    private static String word(Fate fate) {
        return switch (fate) {
            case Fate.Used _ -> "moved";
            case Fate.Cancelled _, Fate.Dead _ -> "failed";
            case Fate.Open _, Fate.Unclear _ -> "silent";
        };
    }

    static ChainProof proofOf(SettlementProof proof) {
        return new ChainProof(
                proof.transaction(),
                proof.block().number(),
                proof.block().hash(),
                proof.block().time(),
                proof.to(),
                proof.units(),
                proof.isFinal());
    }

    static ChainProof nothingAt(InvoiceRecord invoice, Block at, String transaction) {
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

    /** Follows payments whose fate is open and that books keep. */
    void followBooks() {
        follow(till -> till instanceof BookTill);
    }

    /** Follows payments that are transactions of an account: while their fate is open, and until their block is final. */
    void followAccounts() {
        follow(till -> till instanceof AccountTill);
        for (String intent : ledger.accounts().notFinal()) {
            locked(intent, invoice -> {
                if (till(invoice) instanceof AccountTill account && account.isDue(intent)) {
                    account.recheck(invoice);
                }
            });
        }
    }

    private void follow(Predicate<Till> wanted) {
        for (String intent : invoices.open()) {
            locked(intent, invoice -> {
                PaymentState state = invoice.intent().payment();
                Till till = tills.get(invoice.network());
                boolean open = state == PaymentState.AUTHORIZED || state == PaymentState.UNKNOWN;
                boolean due = !(till instanceof AccountTill account) || account.isDue(intent);
                if (open && till != null && due && wanted.test(till)) {
                    present(invoice);
                }
            });
        }
    }

    private void locked(String intent, Consumer<InvoiceRecord> work) {
        ReentrantLock lock = lockOf(intent);
        lock.lock();
        try {
            invoices.find(intent).ifPresent(work);
        } finally {
            lock.unlock();
        }
    }
}
