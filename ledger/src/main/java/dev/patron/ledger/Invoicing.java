package dev.patron.ledger;

import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.money.Payee;
import dev.patron.policy.Code;
import dev.patron.policy.PolicySet;
import dev.patron.policy.SpendRequest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Quotes on invoices: a quote reserves, in the transaction that decides.
 *
 * <p>One invoice of one provider is one line item for an agent, with the terms that it came with first. Asked again it has the
 * same quote while its reservation lives or once it is signed for, a new round after that, and none under other terms.
 */
final class Invoicing {
    private static final String SELECT = "SELECT v.*, r.agent, r.simulated, t.symbol, t.network AS chain, t.contract,"
            + " t.decimals, t.peg_micros FROM invoice v JOIN run r ON r.id = v.run JOIN token t ON t.id = v.token ";

    private final String ledger;
    private final Hands hands;
    private final Tabs tabs;

    /** The acts that a quote is made of. */
    record Hands(Budgets budgets, Runs runs, Reserving reserving, Authorizing authorizing, Events events) {}

    Invoicing(String ledger, Hands hands) {
        this.ledger = ledger;
        this.hands = hands;
        this.tabs = new Tabs(ledger, hands.runs(), hands.events());
    }

    String ledger() {
        return ledger;
    }

    Tabs tabs() {
        return tabs;
    }

    Budgets.Scope scope(InvoiceTerms terms) {
        return new Budgets.Scope(terms.simulated(), terms.agent(), tabs.id(terms));
    }

    /** What is asked of a quote besides its terms; a refusal that no rule makes comes with it. */
    record Asked(InvoiceTerms terms, String commitment, Optional<Acts.Refusal> refusal) {}

    InvoiceQuote quote(Sql sql, Asked asked, Supplier<PolicySet> policies) throws SQLException {
        InvoiceTerms terms = asked.terms();
        Budgets.Locked locked = hands.budgets().lock(sql, scope(terms));
        Optional<Row> known = known(sql, terms);
        if (known.isPresent()) {
            Optional<String> difference =
                    ShotInvoices.isFor(known.get().shot()) ? Optional.of("purpose") : difference(known.get(), terms);
            if (difference.isPresent()) {
                return new InvoiceQuote.OtherTerms(difference.get());
            }
        } else {
            tabs.add(sql, terms, Tabs.shot(terms), asked.commitment(), locked.at());
        }
        NewIntent wanted = intended(sql, terms);
        Optional<IntentRecord> pinned =
                Intents.find(sql, wanted.id()).filter(one -> !one.authorizer().equals(wanted.authorizer()));
        if (pinned.isPresent()) {
            return ofAnotherWallet(pinned.get());
        }
        IntentRecord intent = hands.runs().intend(sql, wanted, locked.at());
        if (intent.payment() == PaymentState.RESERVED) {
            Intents.Held held = Intents.mustHold(sql, intent);
            if (isFresh(held, locked.at())) {
                return new InvoiceQuote.Standing(intent.id(), intent.round());
            }
            lapse(sql, intent, held, locked.at());
        } else if (!intent.payment().mayBeAskedAgain() && intent.payment() != PaymentState.QUOTED) {
            return new InvoiceQuote.Standing(intent.id(), intent.round());
        }
        return ask(sql, Intents.get(sql, intent.id()), asked, locked.at(), policies);
    }

    /** What another wallet signed stands, whatever becomes of it; what it did not sign it alone could. */
    private static InvoiceQuote ofAnotherWallet(IntentRecord intent) {
        boolean signed =
                switch (intent.payment()) {
                    case AUTHORIZED, UNKNOWN, SETTLED, EXPIRED, CANCELLED -> true;
                    case INTENT, QUOTED, DENIED, REFERRED, RESERVED, ABANDONED, UNCHARGED, VOIDED -> false;
                };
        return signed
                ? new InvoiceQuote.Standing(intent.id(), intent.round())
                : new InvoiceQuote.OtherTerms("wallet " + intent.authorizer() + ", which no longer pays");
    }

    /** A new round: quoted, then refused or decided. */
    private InvoiceQuote ask(Sql sql, IntentRecord intent, Asked asked, Instant at, Supplier<PolicySet> policies)
            throws SQLException {
        InvoiceTerms terms = asked.terms();
        hands.runs().quote(sql, intent, new QuoteFacts(terms.payee(), terms.amount(), digest(terms)), at);
        IntentRecord quoted = Intents.get(sql, intent.id());
        if (asked.refusal().isPresent()) {
            Acts.Refusal refusal = asked.refusal().get();
            Intents.move(sql, quoted, PaymentState.DENIED);
            hands.reserving()
                    .decisions()
                    .refusal(
                            sql,
                            at,
                            new Decisions.About(Events.Subject.of(quoted), quoted.run(), quoted.shot(), quoted.round()),
                            new Decisions.Refusal(refusal.code(), refusal.message(), "DENY"));
            return new InvoiceQuote.Denied(refusal.code(), refusal.message(), Optional.empty());
        }
        return switch (hands.reserving()
                .reserve(sql, command(find(sql, quoted.id()).orElseThrow()), policies)) {
            case ReserveOutcome.Reserved _ -> new InvoiceQuote.Standing(quoted.id(), quoted.round());
            case ReserveOutcome.Denied denied ->
                new InvoiceQuote.Denied(
                        denied.denial().code(), denied.denial().code().meaning(), Optional.of(denied.denial()));
        };
    }

    /** What the policy is asked for an invoice: the same at the quote and when it is paid. */
    static SpendCommand command(InvoiceRecord invoice) {
        IntentRecord intent = invoice.intent();
        SpendRequest request = new SpendRequest(
                invoice.agent(),
                intent.run(),
                intent.shot(),
                invoice.provider(),
                SpendRequest.INVOICE,
                invoice.network(),
                invoice.payee(),
                invoice.amount(),
                Optional.empty());
        return new SpendCommand(intent.id(), invoice.simulated(), request, List.of());
    }

    private NewIntent intended(Sql sql, InvoiceTerms terms) throws SQLException {
        String run = tabs.id(terms);
        String shot = Tabs.shot(terms);
        int attempt = (int) sql.count("SELECT attempt FROM shot_attempt WHERE run = ? AND shot = ?", run, shot);
        String id = Digests.invoice(ledger, terms, attempt);
        return new NewIntent(
                id,
                run,
                shot,
                attempt,
                terms.agent(),
                terms.provider(),
                terms.amount().asset(),
                terms.authorizer(),
                "0x" + id);
    }

    static boolean isFresh(Intents.Held held, Instant at) {
        return Duration.between(held.reservedAt(), at).compareTo(Authorizing.RESERVATION_LIFE) < 0;
    }

    /** Gives a quote's reservation back, because its time is over. */
    private void lapse(Sql sql, IntentRecord intent, Intents.Held held, Instant at) throws SQLException {
        hands.authorizing()
                .giveBack(
                        sql,
                        intent,
                        held,
                        new Authorizing.Step.GivenBack(Code.QUOTE_EXPIRED, "the quote was not paid within 60 s"),
                        at);
    }

    /** Gives back a quote that nobody paid in time; whether it did. */
    boolean lapse(Sql sql, String id) throws SQLException {
        Budgets.Locked locked = hands.budgets()
                .lock(sql, Intents.mustHold(sql, Intents.get(sql, id)).scope());
        IntentRecord intent = Intents.get(sql, id);
        Intents.Held held = Intents.mustHold(sql, intent);
        boolean over = intent.payment() == PaymentState.RESERVED && !isFresh(held, locked.at());
        if (over) {
            lapse(sql, intent, held, locked.at());
        }
        return over;
    }

    /** Quotes that nobody has paid, reserved at or before a time. */
    static List<String> unpaid(Sql sql, Instant before) throws SQLException {
        return sql.list(
                "SELECT i.id FROM intent i JOIN invoice v ON v.run = i.run AND v.shot = i.shot"
                        + " JOIN reservation r ON r.intent = i.id AND r.round = i.round"
                        + " WHERE i.payment = 'RESERVED' AND r.reserved_at <= ? ORDER BY r.reserved_at",
                row -> row.text("id"),
                before);
    }

    /** Payments of invoices that were signed and whose fate is open. */
    static List<String> open(Sql sql) throws SQLException {
        return sql.list(
                "SELECT i.id FROM intent i JOIN invoice v ON v.run = i.run AND v.shot = i.shot"
                        + " WHERE i.payment IN ('AUTHORIZED', 'UNKNOWN') ORDER BY i.opened_at",
                row -> row.text("id"));
    }

    // --- rows

    record Row(
            String run,
            String shot,
            String agent,
            boolean simulated,
            String provider,
            String invoice,
            String network,
            String payTo,
            Payee payee,
            Amount amount) {}

    private static Row row(Sql.Row row) throws SQLException {
        Asset asset = new Asset(
                row.text("symbol"),
                Network.parse(row.text("chain")),
                new Address(row.text("contract")),
                row.small("decimals"),
                row.usd("peg_micros"));
        return new Row(
                row.text("run"),
                row.text("shot"),
                row.text("agent"),
                row.flag("simulated"),
                row.text("provider"),
                row.text("invoice"),
                row.text("network"),
                row.text("pay_to"),
                new Payee(asset.network(), new Address(row.text("payee"))),
                new Amount(asset, row.units("units")));
    }

    /** What is on record of an invoice for an agent, on whichever of its tabs. */
    static Optional<Row> known(Sql sql, InvoiceTerms terms) throws SQLException {
        return sql.first(
                SELECT + "WHERE r.agent = ? AND v.provider = ? AND v.invoice = ?",
                Invoicing::row,
                terms.agent(),
                terms.provider(),
                terms.invoice());
    }

    private static Optional<String> difference(Row known, InvoiceTerms asked) {
        List<String> differing = new ArrayList<>();
        if (!known.amount().equals(asked.amount())) {
            differing.add("amount");
        }
        if (!known.payee().equals(asked.payee())) {
            differing.add("payTo");
        }
        if (!known.network().equals(asked.network())) {
            differing.add("network");
        }
        return differing.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", differing));
    }

    /** The attempts to pay an invoice of a host's, whichever agent made them: the settled ones first, then the newest. */
    static List<String> to(Sql sql, String host, String invoice) throws SQLException {
        String select = "SELECT i.id, i.payment, i.opened_at FROM invoice v JOIN intent i ON ";
        String where = " WHERE v.provider = ? AND v.invoice = ?";
        return sql.list(
                "SELECT a.id FROM (" + select + "i.run = v.run AND i.shot = v.shot" + where + " UNION ALL " + select
                        + ShotInvoices.OF_INTENT + where + ") a"
                        + " ORDER BY CASE WHEN a.payment = 'SETTLED' THEN 0 ELSE 1 END, a.opened_at DESC, a.id",
                row -> row.text("id"),
                host,
                invoice,
                host,
                invoice);
    }

    /** The invoice of a tab that an intent pays; empty where it pays a shot. */
    static Optional<InvoiceRecord> find(Sql sql, String id) throws SQLException {
        Optional<IntentRecord> intent = Intents.find(sql, id);
        return intent.isEmpty()
                ? Optional.empty()
                : find(
                        sql,
                        intent.get(),
                        new Tabs.Place(intent.get().run(), intent.get().shot()));
    }

    /** The invoice at a place of a tab, with the intent that pays it. */
    static Optional<InvoiceRecord> find(Sql sql, IntentRecord intent, Tabs.Place on) throws SQLException {
        Optional<Row> row = sql.first(SELECT + "WHERE v.run = ? AND v.shot = ?", Invoicing::row, on.run(), on.shot());
        if (row.isEmpty()) {
            return Optional.empty();
        }
        Optional<ProofRecord> proof = sql.first(
                "SELECT * FROM proof WHERE intent = ? ORDER BY event DESC", LedgerReader::proofRow, intent.id());
        Row known = row.get();
        return Optional.of(new InvoiceRecord(
                intent,
                known.agent(),
                known.provider(),
                known.invoice(),
                known.network(),
                known.payTo(),
                known.payee(),
                known.amount(),
                known.simulated(),
                LedgerReader.reservation(sql, intent.id()),
                proof,
                settledAt(sql, intent.id())));
    }

    /** A settlement is told of again when its block is final, and taken back when its block is gone. */
    private static Optional<Instant> settledAt(Sql sql, String id) throws SQLException {
        return sql.first(
                "SELECT e.recorded_at FROM proof p JOIN event e ON e.seq = p.event"
                        + " WHERE p.intent = ? AND p.kind = 'SETTLED' AND p.event >"
                        + " (SELECT COALESCE(MAX(r.event), 0) FROM proof r WHERE r.intent = ? AND r.kind = 'REVERSED')"
                        + " ORDER BY p.event",
                row -> row.time("recorded_at"),
                id,
                id);
    }

    /** SHA-256 over the terms, which stands for the demand's bytes. */
    private static String digest(InvoiceTerms terms) {
        return Digests.sha256(Json.write(Json.object(
                "amount", terms.amount().units().toString(),
                "asset", terms.amount().asset().id(),
                "invoice", terms.invoice(),
                "network", terms.network(),
                "pay_to", terms.payTo(),
                "provider", terms.provider())));
    }
}
