package dev.patron.ledger;

import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Payee;
import dev.patron.policy.Code;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Invoices that shots are paid by, from this ledger's own treasury.
 *
 * <p>The payment is the shot's intent and no other. The invoice goes on the agent's tab in the transaction that signs, at a place that is
 * named after the intent, so each can be found from the other. One invoice of one provider is on record once for an agent: what is on a tab is
 * not paid for a shot, and what is paid for a shot is not quoted.
 */
final class ShotInvoices {
    /** What a journal record calls it. */
    static final String JOURNALED = "shot_invoice";

    /** The intent {@code i} whose invoice {@code v} is. */
    static final String OF_INTENT = "v.shot LIKE 's%' AND i.id >= SUBSTRING(v.shot FROM 2)"
            + " AND i.id < CONCAT(SUBSTRING(v.shot FROM 2), 'g')";

    private static final String MARK = "s";
    private static final int INTENT_DIGITS = 15;
    private static final List<String> NETWORKS = List.of("sandbox", "mainnet");

    private final Invoicing invoicing;
    private final Vault vault;

    ShotInvoices(Invoicing invoicing, Vault vault) {
        this.invoicing = invoicing;
        this.vault = vault;
    }

    /** Whether a place on a tab is of an invoice that is paid for a shot. */
    static boolean isFor(String place) {
        return place.startsWith(MARK);
    }

    static String place(String intent) {
        return MARK + intent.substring(0, INTENT_DIGITS);
    }

    /** Signs, and puts the invoice that is paid on record. */
    Authorizing.Hand recorded(Authorizing.Hand hand) {
        return (sql, intent, at) -> {
            Signing.Signed signed = hand.sign(sql, intent, at);
            if (signed.invoice().isPresent()) {
                put(sql, intent, signed.invoice().get(), at);
            }
            return signed;
        };
    }

    private void put(Sql sql, IntentRecord intent, Signing.Invoice invoice, Instant at) throws SQLException {
        Intents.Held held = Intents.mustHold(sql, intent);
        InvoiceTerms terms = new InvoiceTerms(
                intent.agent(),
                invoice.provider(),
                invoice.id(),
                invoice.network(),
                invoice.payTo(),
                new Payee(intent.asset().network(), new Address(held.payee())),
                new Amount(intent.asset(), held.units()),
                intent.authorizer(),
                held.simulated(),
                "");
        if (Invoicing.known(sql, terms).isPresent()) {
            throw new Signing.RefusedException(
                    Code.GATEWAY_REFUSED, "the invoice is on record for another purchase already; nothing was ordered");
        }
        String tab = invoicing.tabs().id(terms);
        vault.create(tab);
        String place = place(intent.id());
        invoicing.tabs().add(sql, terms, place, Tabs.commitment(vault, tab, place, ""), at);
    }

    /** The invoice that an intent pays, of a tab or for a shot. */
    Optional<InvoiceRecord> behind(Sql sql, String id) throws SQLException {
        Optional<InvoiceRecord> onTab = Invoicing.find(sql, id);
        Optional<IntentRecord> intent = onTab.isPresent() ? Optional.empty() : Intents.find(sql, id);
        if (intent.isEmpty()) {
            return onTab;
        }
        for (Tabs.Place place : places(invoicing.ledger(), intent.get())) {
            Optional<InvoiceRecord> found = Invoicing.find(sql, intent.get(), place);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static List<Tabs.Place> places(String ledger, IntentRecord intent) {
        return NETWORKS.stream()
                .map(network -> new Tabs.Place(Tabs.id(ledger, intent.agent(), network), place(intent.id())))
                .toList();
    }

    /** What the journal says of the invoice that a shot is paid by; empty where it is paid by none. */
    static Optional<Map<String, Object>> journaled(Sql sql, String ledger, IntentRecord intent) throws SQLException {
        for (Tabs.Place place : places(ledger, intent)) {
            Optional<Map<String, Object>> found = sql.first(
                    "SELECT v.*, r.opened_at AS tab_opened_at, r.out_dir, p.commitment FROM invoice v JOIN run r ON"
                        + " r.id = v.run JOIN shot p ON p.run = v.run AND p.shot = v.shot WHERE v.run = ? AND v.shot ="
                        + " ?",
                    row -> {
                        Map<String, Object> told = Tabs.terms(row);
                        told.put("opened_at", row.time("opened_at").toString());
                        told.put("tab_opened_at", row.time("tab_opened_at").toString());
                        told.put("tab_out", row.text("out_dir"));
                        told.put("commitment", row.text("commitment"));
                        return told;
                    },
                    place.run(),
                    place.shot());
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Brings back the invoice of a shot that only the journal knows. */
    static void restore(Sql sql, Tabs tabs, Runs runs, Map<String, Object> record, Instant at) throws SQLException {
        Map<String, Object> told = Recovering.part(record, JOURNALED);
        InvoiceTerms terms = Tabs.told(record, told);
        Tabs.Place on = new Tabs.Place(tabs.id(terms), place(Recovering.text(Recovering.part(record, "intent"), "id")));
        if (sql.count("SELECT COUNT(*) FROM run WHERE id = ?", on.run()) == 0) {
            runs.restore(
                    sql,
                    Tabs.opened(on.run(), terms, Recovering.text(told, "tab_out")),
                    Instant.parse(Recovering.text(told, "tab_opened_at")),
                    at);
        }
        tabs.plan(sql, terms, on, Recovering.text(told, "commitment"), at);
        tabs.restore(sql, on, terms, Recovering.text(told, "opened_at"), at);
    }
}
