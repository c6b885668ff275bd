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
import dev.patron.money.Payee;
import dev.patron.payment.Block;
import dev.patron.payment.Fate;
import dev.patron.payment.SettlementProof;
import dev.patron.policy.Code;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
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

    private static final Duration CLOCK_BACK_MOST = Duration.ofSeconds(2);

    /** Long enough for most chains, and far less than clients wait. */
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(5);

    private final Gateway.Hands hands;
    private final Ledger ledger;
    private final InvoiceBook invoices;
    private final Payees payees;
    private final Map<String, Till> tills;
    private final Round books = new Round();
    private final Round accounts = new Round();
    private final Round notFinal = new Round();
    private final InTime<QuoteId, PayAnswer> inTime = new InTime<>(ANSWERED_WITHIN);
    private final ReentrantLock[] locks =
            IntStream.range(0, LOCKS).mapToObj(_ -> new ReentrantLock()).toArray(ReentrantLock[]::new);

    Paying(Gateway.Hands hands, Payees payees, Watching watching) {
        this.hands = hands;
        this.payees = payees;
        this.ledger = hands.ledger();
        this.invoices = hands.ledger().invoices();
        this.tills = hands.treasuries().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> switch (entry.getValue()) {
                    case BookTreasury book -> new BookTill(hands, book);
                    case AccountTreasury account -> new AccountTill(hands, account, watching);
                }));
    }

    PayAnswer pay(String agent, String quoteId) {
        Optional<QuoteId> quote = QuoteId.parse(quoteId);
        if (quote.isEmpty()) {
            return notFound();
        }
        Optional<InvoiceRecord> asked = ofAgent(agent, quote.get());
        if (asked.isEmpty()) {
            return notFound();
        }
        return tills.get(asked.get().network()) instanceof AccountTill
                ? inTime(asked.get(), quote.get())
                : inTurn(asked.get(), quote.get());
    }

    /**
     * Where a chain is asked, which may take long, the answer comes in time and the work goes on: all who ask for one quote wait for the same
     * work, and who has waited long enough is told that the fate is open.
     */
    private PayAnswer inTime(InvoiceRecord asked, QuoteId quote) {
        if (isUnderWay(asked) && lockOf(quote.intent()).isLocked()) {
            return pending(asked);
        }
        return inTime.of(quote, () -> inTurn(asked, quote)).orElseGet(() -> pending(asked));
    }

    private PayAnswer inTurn(InvoiceRecord asked, QuoteId quote) {
        ReentrantLock lock = lockOf(quote.intent());
        if (!isUnderWay(asked)) {
            lock.lock();
        } else if (!lock.tryLock()) {
            return pending(asked);
        }
        try {
            return ofAgent(asked.agent(), quote)
                    .map(invoice ->
                            isUnderWay(invoice) && !isDue(invoice) ? pending(invoice) : pay(invoice, quote.round()))
                    .orElseGet(Paying::notFound);
        } finally {
            lock.unlock();
        }
    }

    void close() {
        inTime.close();
    }

    private Optional<InvoiceRecord> ofAgent(String agent, QuoteId quote) {
        return invoices.find(quote.intent())
                .filter(invoice -> invoice.agent().equals(agent))
                .filter(invoice -> quote.round() <= invoice.intent().round());
    }

    /** Whether a chain is being asked about a payment, which takes long: nobody waits for that twice. */
    private boolean isUnderWay(InvoiceRecord invoice) {
        return isOpen(invoice) && tills.get(invoice.network()) instanceof AccountTill;
    }

    private static boolean isOpen(InvoiceRecord invoice) {
        PaymentState state = invoice.intent().payment();
        return state == PaymentState.AUTHORIZED || state == PaymentState.UNKNOWN;
    }

    private boolean isDue(InvoiceRecord invoice) {
        return !(tills.get(invoice.network()) instanceof AccountTill account)
                || account.isDue(invoice.intent().id());
    }

    private static PayAnswer pending(InvoiceRecord invoice) {
        return new PayAnswer.Pending(QuoteId.payment(invoice.intent().id()));
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
        return switch (signed(invoice)) {
            case AuthorizeOutcome.Voided(Code code, String why) -> refused(code, why);
            case AuthorizeOutcome.Authorized _ -> present(again(invoice));
        };
    }

    /** A payee's key may have been taken back since the quote, and the settings may name the treasury no more. */
    private AuthorizeOutcome signed(InvoiceRecord invoice) {
        Treasury treasury = hands.treasuries().get(invoice.network());
        Till till = tills.get(invoice.network());
        if (treasury == null || till == null) {
            return unsigned(invoice, Code.WALLET_ERROR, "there is no treasury on `" + invoice.network() + "` any more");
        }
        return payees.refusal(treasury, invoice.provider(), invoice.payee())
                .map(why -> unsigned(invoice, Code.PAYEE_MISMATCH, why))
                .orElseGet(() -> till.authorize(invoice));
    }

    private AuthorizeOutcome unsigned(InvoiceRecord invoice, Code code, String why) {
        return ledger.authorize(invoices.command(invoice), hands.policy(), _ -> {
            throw new Signing.RefusedException(code, why);
        });
    }

    private InvoiceRecord again(InvoiceRecord invoice) {
        return invoices.behind(invoice.intent().id()).orElseThrow();
    }

    /**
     * Hands over what is recorded, and believes only what the treasury's chain says. Under a freeze, or once a signature could not be made
     * durable, nothing is handed over, also what was signed before: unless the chain has it already, the money stays reserved until the thaw.
     * So does what a treasury signed that the settings name no more, until they do.
     */
    private PayAnswer present(InvoiceRecord invoice) {
        String intent = invoice.intent().id();
        Till till = tills.get(invoice.network());
        if (till == null) {
            return pending(invoice);
        }
        boolean mayLeave = ledger.mayLeave(invoice.agent(), invoice.intent().provider());
        Till.Said said = mayLeave ? till.present(invoice) : till.look(invoice);
        if (!mayLeave && said.fate() instanceof Fate.Unclear) {
            return pending(invoice);
        }
        if (invoice.intent().payment() == PaymentState.AUTHORIZED) {
            ledger.answered(intent, new AnswerFacts(word(said.fate()), 0, ""));
        }
        return switch (said.fate()) {
            case Fate.Used(SettlementProof proof) -> {
                till.settle(intent, proofOf(proof), said);
                yield paid(again(invoice));
            }
            case Fate.Cancelled(String transaction, Block at) -> {
                till.cancel(intent, nothingAt(invoice, at, transaction), said);
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
        return Proving.isPaid(invoice) ? proven(invoice) : pending(invoice);
    }

    /**
     * The proof that an intent's invoice is paid, of a tab or for a shot; empty while it is not settled. Money that moved before
     * it was ordered was for something else: an older copy of the ledger was put back, and nothing is proved by it.
     */
    Optional<String> proof(String intent) {
        return locked(intent, () -> invoices.behind(intent)
                .filter(Proving::isPaid)
                .filter(invoice -> account(invoice.network()).isPresent() || isNoOlder(invoice))
                .map(invoice -> proven(invoice).proof()));
    }

    /** Of an account that needs no look at clocks: only a transaction that was signed for the payment settles it. */
    private boolean isNoOlder(InvoiceRecord invoice) {
        return ledger.reader()
                .signed(invoice.intent())
                .map(signed -> !Proving.moved(invoice)
                        .blockTime()
                        .isBefore(signed.signedAt().minus(CLOCK_BACK_MOST)))
                .orElse(false);
    }

    private PayAnswer.Paid proven(InvoiceRecord invoice) {
        ProofClaims claims = Proving.claims(ledger.id(), invoice);
        Prover.Token token = hands.prover().issue(claims);
        invoices.issued(
                invoice.intent().id(),
                new InvoiceBook.Issued(
                        Digests.sha256(token.text()), token.key(), claims.issuedAt(), claims.expiresAt()));
        return new PayAnswer.Paid(claims.paymentId(), claims.invoiceId(), claims.txHash(), token.text());
    }

    // --- shots that an account pays

    /** Signs for a shot. Once its provider has keys, only their payee is paid. */
    AuthorizeOutcome authorize(AccountTreasury treasury, ProviderHost seller, AccountTill.Wanted wanted) {
        Payee payee = wanted.transfer().payee();
        Optional<String> refusal = treasury.payee(payee.address().text()).isPresent()
                ? payees.contradiction(treasury, seller.text(), payee)
                : Optional.of("the payee is the wallet or its token");
        return refusal.map(why -> wanted.refuse(ledger, Code.PAYEE_MISMATCH, why))
                .orElseGet(() -> account(treasury.network()).orElseThrow().authorize(wanted));
    }

    /** Hands over what was signed for a shot, and books nothing: whoever presents it records that first. */
    void handOver(String intent) {
        locked(intent, () -> {
            invoices.behind(intent)
                    .filter(Paying::isOpen)
                    .filter(invoice ->
                            ledger.mayLeave(invoice.agent(), invoice.intent().provider()))
                    .ifPresent(invoice -> account(invoice.network()).ifPresent(till -> till.present(invoice)));
            return intent;
        });
    }

    /** What became of a payment for a shot, once it is time to ask; empty where no account pays it. */
    Optional<Fate> follow(String intent) {
        return locked(intent, () -> {
            Optional<AccountTill> account = invoices.behind(intent).flatMap(invoice -> account(invoice.network()));
            account.ifPresent(_ -> advance(intent));
            return account.flatMap(_ -> invoices.behind(intent)).map(Proving::standing);
        });
    }

    private Optional<AccountTill> account(String network) {
        return tills.get(network) instanceof AccountTill account ? Optional.of(account) : Optional.empty();
    }

    /**
     * Goes on with a payment of an account if it is time to: hands it over and books what became of it, or looks whether that still stands. A
     * shot's that is AUTHORIZED may not be durable yet: it is left to whoever signed it, until that one has recorded an answer or is gone.
     */
    private void advance(String intent) {
        InvoiceRecord invoice = invoices.behind(intent).orElseThrow();
        Optional<AccountTill> till = account(invoice.network()).filter(account -> account.isDue(intent));
        if (till.isEmpty()) {
            return;
        }
        PaymentState state = invoice.intent().payment();
        boolean presented = state == PaymentState.UNKNOWN
                || (state == PaymentState.AUTHORIZED && invoices.find(intent).isPresent());
        if (presented) {
            present(invoice);
        } else if (state == PaymentState.SETTLED) {
            till.get().recheck(invoice);
        }
    }

    // --- what goes on beside

    /** Follows payments whose fate is open and that books keep. */
    void followBooks() {
        books.over(
                invoices.open(),
                intent -> locked(intent, () -> {
                    invoices.find(intent)
                            .filter(invoice -> isOpen(invoice) && tills.get(invoice.network()) instanceof BookTill)
                            .ifPresent(this::present);
                    return intent;
                }));
    }

    /**
     * Follows payments that are transactions of an account, of tabs and of shots: while their fate is open, and until their block is final.
     * What was signed for a shot is presented by who signed it first.
     */
    void followAccounts() {
        accounts.over(ledger.accounts().open(), this::mustFollow);
        notFinal.over(ledger.accounts().notFinal(), this::mustFollow);
    }

    private void mustFollow(String intent) {
        if (follow(intent).isEmpty()) {
            throw new IllegalStateException("there is no account any more that it is paid from");
        }
    }

    private <T> T locked(String intent, Supplier<T> work) {
        ReentrantLock lock = lockOf(intent);
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
