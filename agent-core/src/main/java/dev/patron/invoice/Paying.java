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
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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

    /** Enough that two payments seldom share one. */
    private static final int LOCKS = 1024;

    private static final Duration CLOCK_BACK_MOST = Duration.ofSeconds(2);

    /** Long enough for most chains, and far less than clients wait. */
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(5);

    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    private final Gateway.Hands hands;
    private final Ledger ledger;
    private final InvoiceBook invoices;
    private final Payees payees;
    private final Map<String, Till> tills;
    private final Round books = new Round();
    private final Round accounts = new Round();
    private final Round notFinal = new Round();
    private final Map<QuoteId, FutureTask<PayAnswer>> underWay = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
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
        FutureTask<PayAnswer> mine = new FutureTask<>(() -> {
            try {
                return inTurn(asked, quote);
            } finally {
                underWay.remove(quote);
            }
        });
        FutureTask<PayAnswer> first = underWay.putIfAbsent(quote, mine);
        if (first == null) {
            threads.execute(mine);
        }
        try {
            return Objects.requireNonNullElse(first, mine).get(ANSWERED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return pending(asked);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return pending(asked);
        } catch (ExecutionException e) {
            throw thrown(e);
        }
    }

    private static RuntimeException thrown(ExecutionException e) {
        return switch (e.getCause()) {
            case RuntimeException known -> known;
            case Error broken -> throw broken;
            case null, default -> new IllegalStateException(e);
        };
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

    /** Waits for the work that nobody waits for any more; what is not done by then is left as a process that is killed leaves it. */
    void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a payment is still under way; the next start follows it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
        return invoices.find(invoice.intent().id()).orElseThrow();
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
        return invoices.behind(intent)
                .filter(Proving::isPaid)
                .filter(invoice -> ledger.reader()
                        .signed(invoice.intent())
                        .map(signed -> !Proving.moved(invoice)
                                .blockTime()
                                .isBefore(signed.signedAt().minus(CLOCK_BACK_MOST)))
                        .orElse(false))
                .map(invoice -> proven(invoice).proof());
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

    /** Follows payments whose fate is open and that books keep. */
    void followBooks() {
        follow(books, till -> till instanceof BookTill);
    }

    /** Follows payments that are transactions of an account: while their fate is open, and until their block is final. */
    void followAccounts() {
        follow(accounts, till -> till instanceof AccountTill);
        notFinal.over(
                ledger.accounts().notFinal(),
                intent -> locked(intent, invoice -> {
                    if (tills.get(invoice.network()) instanceof AccountTill account && account.isDue(intent)) {
                        account.recheck(invoice);
                    }
                }));
    }

    private void follow(Round round, Predicate<Till> wanted) {
        round.over(
                invoices.open(),
                intent -> locked(intent, invoice -> {
                    Till till = tills.get(invoice.network());
                    if (isOpen(invoice) && till != null && isDue(invoice) && wanted.test(till)) {
                        present(invoice);
                    }
                }));
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
