package dev.patron.ledger;

import dev.patron.policy.Code;
import dev.patron.policy.PolicySet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Invoices that other programs have paid through the gateway. Each change is one transaction and returns when it is on disk.
 *
 * <p>From the quote on an invoice goes the way of every payment: {@link Ledger#authorize}, {@link Ledger#answered},
 * {@link Ledger#settle}. Safe for any number of threads.
 */
public final class InvoiceBook {
    /** How long a quote can be paid: strictly less than this, by the ledger's time. */
    public static final Duration QUOTE_LIFE = Authorizing.RESERVATION_LIFE;

    private final Database database;
    private final Vault vault;
    private final Acts acts;
    private final Writer writer;
    private final LedgerMeters meters;

    InvoiceBook(Database database, Vault vault, Acts acts, Writer writer, LedgerMeters meters) {
        this.database = database;
        this.vault = vault;
        this.acts = acts;
        this.writer = writer;
        this.meters = meters;
    }

    /** Quotes an invoice: puts it on the agent's tab if it is new, decides, and reserves if permitted. */
    public InvoiceQuote quote(InvoiceTerms terms, Supplier<PolicySet> policy) {
        return quote(terms, Optional.empty(), policy);
    }

    /** Records an invoice and that something other than a rule refuses it. */
    public InvoiceQuote refuse(InvoiceTerms terms, Code code, String message, Supplier<PolicySet> policy) {
        return quote(terms, Optional.of(new Acts.Refusal(code, message, "")), policy);
    }

    private InvoiceQuote quote(InvoiceTerms terms, Optional<Acts.Refusal> refusal, Supplier<PolicySet> policy) {
        database.mustHaveRoom();
        String tab = acts.invoicing().tabs().id(terms);
        vault.create(tab);
        acts.budgets().prepare(acts.invoicing().scope(terms));
        String commitment = Tabs.commitment(vault, tab, Tabs.shot(terms), terms.description());
        InvoiceQuote quoted = database.inTurn(
                sql -> acts.invoicing().quote(sql, new Invoicing.Asked(terms, commitment, refusal), policy));
        database.sync();
        if (quoted instanceof InvoiceQuote.Denied denied) {
            meters.decided(denied.code());
        }
        return quoted;
    }

    /** What the policy is asked about an invoice that is to be paid; the same that was asked for its quote. */
    public SpendCommand command(InvoiceRecord invoice) {
        return Invoicing.command(invoice);
    }

    /** The invoice of a tab that an intent pays; an invoice that is paid for a shot is none. */
    public Optional<InvoiceRecord> find(String intent) {
        return writer.read(sql -> Invoicing.find(sql, intent));
    }

    /** The invoice that an intent pays, of a tab or for a shot. */
    public Optional<InvoiceRecord> behind(String intent) {
        return writer.read(sql -> acts.shotInvoices().behind(sql, intent));
    }

    /**
     * An invoice of a provider's own: the attempt that paid it, or else the newest.
     *
     * @param host    who sent it
     * @param isTheirs tells whether it names the provider's payee; only a treasury can read that
     */
    public Optional<InvoiceRecord> findOf(String host, String invoice, Predicate<InvoiceRecord> isTheirs) {
        return writer.read(sql -> {
            for (String attempt : Invoicing.to(sql, host, invoice)) {
                Optional<InvoiceRecord> found =
                        acts.shotInvoices().behind(sql, attempt).filter(isTheirs);
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        });
    }

    /** Why the reservation of a round was given back unsigned, if it was. */
    public Optional<Code> givenBack(String intent, int round) {
        return writer.read(sql -> sql.first(
                "SELECT code FROM decision WHERE intent = ? AND round = ? AND outcome = 'VOID' ORDER BY event DESC",
                row -> Code.valueOf(row.text("code")),
                intent,
                round));
    }

    /** The exact bytes that were recorded before they were sent, of a payment that was signed. */
    public Optional<byte[]> order(IntentRecord intent) {
        return new LedgerReader(database, vault).signed(intent).map(SignedPayment::request);
    }

    /** Gives back what quotes hold that nobody paid in time; how many. */
    public int lapse() {
        List<String> over =
                writer.read(sql -> Invoicing.unpaid(sql, writer.now().minus(QUOTE_LIFE)));
        int lapsed = 0;
        for (String intent : over) {
            lapsed += database.inTurn(sql -> acts.invoicing().lapse(sql, intent)) ? 1 : 0;
        }
        if (lapsed > 0) {
            database.sync();
            meters.reached(DurablePoint.VOIDED);
        }
        return lapsed;
    }

    /** Payments that were signed and whose fate is open. */
    public List<String> open() {
        return writer.read(Invoicing::open);
    }

    /**
     * A proof that was handed out.
     *
     * @param digest SHA-256 of the token
     * @param key    the id of the key that signed it
     */
    public record Issued(String digest, String key, Instant issuedAt, Instant expiresAt) {}

    /** Records that a proof is handed out for a settled payment; the same proof again changes nothing. */
    public void issued(String intent, Issued proof) {
        boolean known = writer.read(sql -> isIssued(sql, intent, proof));
        if (known) {
            return;
        }
        writer.keep(sql -> {
            IntentRecord record = Intents.get(sql, intent);
            if (record.payment() != PaymentState.SETTLED) {
                throw Intents.illegal(record, record.payment() + " to a proof");
            }
            acts.events()
                    .append(
                            sql,
                            writer.now(),
                            "proof_issued",
                            Events.Subject.of(record),
                            Json.object(
                                    "proof", proof.digest(),
                                    "key", proof.key(),
                                    "issued_at", Sql.micros(proof.issuedAt()).toString(),
                                    "expires_at", Sql.micros(proof.expiresAt()).toString()));
            return true;
        });
    }

    private static boolean isIssued(Sql sql, String intent, Issued proof) throws SQLException {
        return sql.list(
                        "SELECT body FROM event WHERE intent = ? AND type = 'proof_issued'",
                        row -> Fields.read(row.text("body")).text("proof"),
                        intent)
                .contains(proof.digest());
    }

    /** Records what a provider was answered about a proof; {@code intent} where the proof named a payment of theirs. */
    public void verified(Optional<String> intent, String outcome, String proofDigest, String key) {
        writer.keep(sql -> {
            Optional<IntentRecord> record = intent.isPresent() ? Intents.find(sql, intent.get()) : Optional.empty();
            Map<String, Object> fields = Json.object("outcome", outcome, "proof", proofDigest, "key", key);
            return acts.events()
                    .append(
                            sql,
                            writer.now(),
                            "verify_answered",
                            record.map(Events.Subject::of).orElse(Events.Subject.none()),
                            fields);
        });
    }
}
