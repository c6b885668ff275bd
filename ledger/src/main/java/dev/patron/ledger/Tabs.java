package dev.patron.ledger;

import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.money.Payee;
import dev.patron.policy.SpendRequest;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tabs: what an agent buys through the gateway, as one run whose line items are invoices.
 *
 * <p>An agent has one tab for each network. It is a run that never ends and that no planner plans; each invoice is planned on it
 * as it comes, so every payment names a line item, budgets, journal and proofs treat it as they treat a shot, and an invoice has
 * one live payment by the same unique key.
 */
final class Tabs {
    /** What stands for a planner in the row of a tab, and in no other. */
    static final String PLANNER = "gateway";

    private static final int SHOT_DIGITS = 15;
    private final String ledger;
    private final Runs runs;
    private final Events events;

    Tabs(String ledger, Runs runs, Events events) {
        this.ledger = ledger;
        this.runs = runs;
        this.events = events;
    }

    /** The id of the tab that an invoice goes on. */
    String id(InvoiceTerms terms) {
        return id(ledger, terms.agent(), terms.network());
    }

    static String id(String ledger, String agent, String network) {
        return Digests.namedRun(ledger, "gateway of " + agent + " on " + network);
    }

    /** The line item's id: a digest of who sent the invoice and of its id. */
    static String shot(InvoiceTerms terms) {
        String digest =
                Digests.sha256(Json.write(Json.object("invoice", terms.invoice(), "provider", terms.provider())));
        return "i" + digest.substring(0, SHOT_DIGITS);
    }

    /** What the ledger keeps of an invoice's description. */
    static String commitment(Vault vault, String tab, String place, String description) {
        String salt = vault.secret(tab, "description of " + place);
        return Digests.sha256((salt + "\n" + description).getBytes(StandardCharsets.UTF_8));
    }

    /** A tab as a run that is opened. */
    static NewRun opened(String run, InvoiceTerms terms, String out) {
        return new NewRun(
                run,
                Digests.sha256("tab of " + terms.agent()),
                terms.network(),
                terms.simulated(),
                terms.agent(),
                PLANNER,
                Optional.empty(),
                true,
                out);
    }

    /** Puts an invoice on its tab, which is opened if need be. */
    void add(Sql sql, InvoiceTerms terms, String place, String commitment, Instant at) throws SQLException {
        String run = id(terms);
        if (sql.count("SELECT COUNT(*) FROM run WHERE id = ?", run) == 0) {
            runs.open(sql, opened(run, terms, ""), at);
        }
        Place on = new Place(run, place);
        plan(sql, terms, on, commitment, at);
        insert(sql, on, terms, at);
        events.append(sql, at, "invoiced", Events.Subject.run(run), fields(sql, run, place));
    }

    /** Where on which tab. */
    record Place(String run, String shot) {}

    void plan(Sql sql, InvoiceTerms terms, Place on, String commitment, Instant at) throws SQLException {
        runs.plan(
                sql,
                on.run(),
                List.of(new PlannedShot(
                        on.shot(),
                        SpendRequest.INVOICE,
                        terms.provider(),
                        terms.network(),
                        terms.amount().inUsd(),
                        commitment)),
                at);
    }

    private static void insert(Sql sql, Place on, InvoiceTerms terms, Instant at) throws SQLException {
        Intents.ensureToken(sql, terms.amount().asset());
        sql.one(
                "INSERT INTO invoice (run, shot, provider, invoice, network, pay_to, payee, token, units, opened_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                on.run(),
                on.shot(),
                terms.provider(),
                terms.invoice(),
                terms.network(),
                terms.payTo(),
                terms.payee().address().text(),
                terms.amount().asset().id(),
                terms.amount().units(),
                at);
    }

    /** An invoice's row as an event tells it. */
    private static Map<String, Object> fields(Sql sql, String run, String shot) throws SQLException {
        Map<String, Object> fields = sql.first(
                        "SELECT v.*, t.symbol, t.network AS chain, t.contract, t.decimals, t.peg_micros FROM invoice v"
                                + " JOIN token t ON t.id = v.token WHERE v.run = ? AND v.shot = ?",
                        row -> {
                            Map<String, Object> told = DecisionCodec.asset(new Asset(
                                    row.text("symbol"),
                                    Network.parse(row.text("chain")),
                                    new Address(row.text("contract")),
                                    row.small("decimals"),
                                    row.usd("peg_micros")));
                            told.putAll(terms(row));
                            return told;
                        },
                        run,
                        shot)
                .orElseThrow(() -> new LedgerException(Fault.ILLEGAL, "no invoice `" + shot + "` on this tab"));
        fields.put("shot", shot);
        return fields;
    }

    static Map<String, Object> terms(Sql.Row row) throws SQLException {
        return Json.object(
                "provider", row.text("provider"),
                "invoice", row.text("invoice"),
                "network", row.text("network"),
                "pay_to", row.text("pay_to"),
                "payee", row.text("payee"),
                "units", row.units("units").toString());
    }

    /** What the journal says of the invoice that an intent of a tab pays; empty where it pays a shot. */
    static Optional<Map<String, Object>> journaled(Sql sql, IntentRecord intent) throws SQLException {
        return sql.first(
                "SELECT * FROM invoice WHERE run = ? AND shot = ?",
                row -> {
                    Map<String, Object> told = terms(row);
                    told.put("opened_at", row.time("opened_at").toString());
                    return told;
                },
                intent.run(),
                intent.shot());
    }

    /** Brings back an invoice that only the journal knows; its place on the tab must be planned. */
    void restore(Sql sql, Map<String, Object> record, Instant at) throws SQLException {
        String run = Recovering.text(Recovering.part(record, "run"), "id");
        String shot = Recovering.text(Recovering.part(record, "shot"), "id");
        Map<String, Object> told = Recovering.part(record, "invoice");
        restore(sql, new Place(run, shot), told(record, told), Recovering.text(told, "opened_at"), at);
    }

    void restore(Sql sql, Place on, InvoiceTerms terms, String opened, Instant at) throws SQLException {
        if (sql.count("SELECT COUNT(*) FROM invoice WHERE run = ? AND shot = ?", on.run(), on.shot()) > 0) {
            return;
        }
        insert(sql, on, terms, Instant.parse(opened));
        Map<String, Object> fields = fields(sql, on.run(), on.shot());
        fields.put("opened_at", opened);
        events.append(sql, at, "invoiced", Events.Subject.run(on.run()), fields);
    }

    /** The terms of an invoice as a journal's record tells them, which keeps no description. */
    static InvoiceTerms told(Map<String, Object> record, Map<String, Object> told) {
        Map<String, Object> intent = Recovering.part(record, "intent");
        Asset asset = Recovering.asset(intent);
        return new InvoiceTerms(
                Recovering.text(intent, "agent"),
                Recovering.text(told, "provider"),
                Recovering.text(told, "invoice"),
                Recovering.text(told, "network"),
                Recovering.text(told, "pay_to"),
                new Payee(asset.network(), new Address(Recovering.text(told, "payee"))),
                new Amount(asset, new BigInteger(Recovering.text(told, "units"))),
                new Address(Recovering.text(intent, "authorizer")),
                Boolean.TRUE.equals(Recovering.part(record, "run").get("simulated")),
                "");
    }
}
