package dev.patron.invoice;

import dev.patron.ledger.ApiKey;
import dev.patron.ledger.InvoiceBook;
import dev.patron.ledger.InvoiceQuote;
import dev.patron.ledger.InvoiceRecord;
import dev.patron.ledger.InvoiceTerms;
import dev.patron.ledger.Ledger;
import dev.patron.money.Amount;
import dev.patron.money.Payee;
import dev.patron.money.Usd;
import dev.patron.payment.Wallet;
import dev.patron.policy.Code;
import dev.patron.policy.Decision;
import dev.patron.policy.Finding;
import dev.patron.policy.PolicySet;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Patron as a gateway: an agent is quoted an invoice, has it paid and gets a proof; its provider has the proof verified.
 *
 * <p>One money path: a quote is an intent's way from QUOTED to RESERVED, its end VOIDED, paying it AUTHORIZED and onward. Safe for
 * any number of threads.
 */
public final class Gateway implements AutoCloseable {
    private static final int TOKEN_DIGITS_MOST = 12;

    private final Hands hands;
    private final Payees payees;
    private final Paying paying;
    private final Verifying verifying;
    private final Watching watching;

    /**
     * What a gateway works with.
     *
     * @param treasuries by the gateway's word for the network
     * @param policy     the policy in force
     */
    public record Hands(
            Ledger ledger, Map<String, Treasury> treasuries, Prover prover, Keyring keys, Supplier<PolicySet> policy) {
        public Hands {
            treasuries = Map.copyOf(treasuries);
        }
    }

    public Gateway(Hands hands) {
        this.hands = hands;
        this.payees = new Payees(hands);
        this.watching = new Watching(hands);
        this.paying = new Paying(hands, payees, watching);
        this.verifying = new Verifying(hands, payees);
    }

    /** What is done before the first request: treasuries are taken over, and what was signed before is followed to its end. */
    public void start() {
        watching.begin();
        paying.followBooks();
    }

    /** What is done now and then: quotes that nobody paid give their money back, and open payments are followed. */
    public void tend() {
        try {
            hands.ledger().invoices().lapse();
        } finally {
            paying.followBooks();
        }
    }

    /** What is done now and then where a chain is asked, which may take long: one thread at a time. */
    public void watch() {
        try {
            watching.look();
        } finally {
            paying.followAccounts();
        }
    }

    /** Sees payments through that are being made; the ledger and the treasuries must be open until then. */
    @Override
    public void close() {
        paying.close();
    }

    /** What pays a seller's invoices for shots from one of the treasuries, which is an account. */
    public Wallet wallet(AccountTreasury treasury, ProviderHost seller) {
        return new AccountWallet(treasury, seller, watching, paying);
    }

    /** Hands over what that wallet signed for an intent. What became of it, only the chain says. */
    public void handOver(String intent) {
        paying.handOver(intent);
    }

    public Keyring keys() {
        return hands.keys();
    }

    /** The ledger's time. */
    public Instant time() {
        return hands.ledger().time();
    }

    /** Quotes an invoice for an agent. */
    public QuoteAnswer quote(String agent, QuoteRequest request) {
        Treasury treasury = hands.treasuries().get(request.network());
        if (treasury == null) {
            return new QuoteAnswer.Denied(
                    Code.WORKSPACE_BUDGET_EXCEEDED,
                    Detail.of(
                            "NO_TREASURY",
                            "this workspace has no treasury on `" + request.network()
                                    + "`; invoices on `sandbox` can be paid"));
        }
        Optional<Payee> payee = treasury.payee(request.payTo());
        if (payee.isEmpty()) {
            return new QuoteAnswer.Unusable("payTo", "payTo is not an address on `" + request.network() + "`");
        }
        Optional<Amount> amount = amount(treasury, request.amount());
        if (amount.isEmpty()) {
            return new QuoteAnswer.Unusable(
                    "amount",
                    "amount must be more than 0, have at most " + TOKEN_DIGITS_MOST + " digits before the point and "
                            + treasury.asset().decimals() + " after it");
        }
        InvoiceTerms terms = new InvoiceTerms(
                agent,
                request.provider().text(),
                request.invoiceId(),
                request.network(),
                request.payTo(),
                payee.get(),
                amount.get(),
                treasury.account(),
                treasury.isSimulated(),
                request.description());
        return answer(book(treasury, terms));
    }

    private InvoiceQuote book(Treasury treasury, InvoiceTerms terms) {
        InvoiceBook book = hands.ledger().invoices();
        return payees.refusal(treasury, terms.provider(), terms.payee())
                .map(why -> book.refuse(terms, Code.PAYEE_MISMATCH, why, hands.policy()))
                .orElseGet(() -> book.quote(terms, hands.policy()));
    }

    private static QuoteAnswer answer(InvoiceQuote quoted) {
        return switch (quoted) {
            case InvoiceQuote.Standing standing ->
                new QuoteAnswer.Allowed(new QuoteId(standing.intent(), standing.round()).toString());
            case InvoiceQuote.OtherTerms other -> new QuoteAnswer.Conflict(other.difference());
            case InvoiceQuote.Denied denied ->
                new QuoteAnswer.Denied(
                        Published.ofQuote(denied.code()),
                        denied.denial()
                                .map(Gateway::detail)
                                .orElseGet(() -> Detail.of(denied.code(), denied.message())));
        };
    }

    private static Detail detail(Decision.Deny denial) {
        Finding lead = denial.denials().getFirst();
        Optional<Finding.Numbers> numbers = lead.numbers();
        return new Detail(
                denial.code().name(),
                lead.rule() + ": " + lead.measured(),
                numbers.map(found -> found.limit().toString()),
                numbers.flatMap(Finding.Numbers::remaining).map(Usd::toString),
                numbers.flatMap(Finding.Numbers::freesAt).map(Instant::toString));
    }

    /** Whole tokens as units; empty for what is not more than nothing, too much, or finer than the token divides. */
    private static Optional<Amount> amount(Treasury treasury, BigDecimal tokens) {
        BigDecimal plain = tokens.stripTrailingZeros();
        boolean fits = plain.signum() > 0
                && plain.precision() - plain.scale() <= TOKEN_DIGITS_MOST
                && plain.scale() <= treasury.asset().decimals();
        return fits
                ? Optional.of(new Amount(
                        treasury.asset(),
                        plain.movePointRight(treasury.asset().decimals()).toBigIntegerExact()))
                : Optional.empty();
    }

    /** Pays a quote of an agent's own; exactly once, however often and by however many it is asked for. */
    public PayAnswer pay(String agent, String quoteId) {
        return paying.pay(agent, quoteId);
    }

    /** A proof that an intent's invoice is paid, of a tab or for a shot; empty while it is not. It is recorded. */
    public Optional<String> proof(String intent) {
        return paying.proof(intent);
    }

    // --- for clients that know a payment by its own id, and show no proof

    /** What the treasury of a network pays with; empty where there is none. */
    public Optional<String> symbol(String network) {
        return Optional.ofNullable(hands.treasuries().get(network))
                .map(treasury -> treasury.asset().symbol());
    }

    /** An invoice of an agent's own, by the id of its payment. */
    public Optional<InvoiceRecord> invoice(String agent, String paymentId) {
        return QuoteId.intentOf(paymentId)
                .flatMap(hands.ledger().invoices()::find)
                .filter(invoice -> invoice.agent().equals(agent));
    }

    /** Pays an invoice by the quote that it has now. */
    public PayAnswer pay(InvoiceRecord invoice) {
        QuoteId now =
                new QuoteId(invoice.intent().id(), Math.max(1, invoice.intent().round()));
        return paying.pay(invoice.agent(), now.toString());
    }

    /** The payment that a quote is for; empty when the text is none. */
    public static Optional<String> paymentId(String quoteId) {
        return QuoteId.parse(quoteId).map(quote -> QuoteId.payment(quote.intent()));
    }

    /** Whether exactly what an invoice asked for has moved to its payee. */
    public static boolean isPaid(InvoiceRecord invoice) {
        return Proving.isPaid(invoice);
    }

    public static String paymentId(InvoiceRecord invoice) {
        return QuoteId.payment(invoice.intent().id());
    }

    /** What this gateway calls itself towards those who know several. */
    public String workspace() {
        return "workspace_" + hands.ledger().id();
    }

    /** What a provider is told of an invoice of its own; empty where there is none. The answer is recorded. */
    public Optional<InvoiceRecord> look(ApiKey provider, String invoiceId) {
        return verifying.look(provider, invoiceId);
    }

    /** Tells a provider whether a proof shows that an invoice of its own is paid. */
    public VerifyAnswer verify(ApiKey provider, String proof, String invoiceId) {
        return verifying.verify(provider, proof, invoiceId);
    }
}
