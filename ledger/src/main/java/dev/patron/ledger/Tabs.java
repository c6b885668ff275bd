package dev.patron.ledger;

import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.policy.SpendRequest;
import java.math.BigInteger;
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
        return Digests.namedRun(ledger, "gateway of " + terms.agent() + " on " + terms.network());
    }

    /** The line item's id: a digest of who sent the invoice and of its id. */
    static String shot(InvoiceTerms terms) {
        String digest =
                Digests.sha256(Json.write(Json.object("invoice", terms.invoice(), "provider", terms.provider())));
        return "i" + digest.substring(0, SHOT_DIGITS);
    }

    /** Puts an invoice on its tab, which is opened if need be. */
    void add(Sql sql, InvoiceTerms terms, String commitment, Instant at) throws SQLException {
        String run = id(terms);
        if (sql.count("SELECT COUNT(*) FROM run WHERE id = ?", run) == 0) {
            runs.open(
                    sql,
                    new NewRun(
                            run,
                            Digests.sha256("tab of " + terms.agent()),
                            terms.network(),
                            terms.simulated(),
                            terms.agent(),
                            PLANNER,
                            Optional.empty(),
                            true,
                            ""),
                    at);
        }
        runs.plan(
                sql,
                run,
                List.of(new PlannedShot(
                        shot(terms),
                        SpendRequest.INVOICE,
                        terms.provider(),
                        terms.network(),
                        terms.amount().inUsd(),
                        commitment)),
                at);
        insert(
                sql,
                new Line(
                        run,
                        shot(terms),
                        terms.provider(),
                        terms.invoice(),
                        terms.network(),
                        terms.payTo(),
                        terms.payee().address().text(),
                        terms.amount()),
                at);
        events.append(sql, at, "invoiced", Events.Subject.run(run), fields(sql, run, shot(terms)));
    }

    private record Line(
            String run,
            String shot,
            String provider,
            String invoice,
            String network,
            String payTo,
            String payee,
            Amount amount) {}

    private static void insert(Sql sql, Line line, Instant at) throws SQLException {
        Intents.ensureToken(sql, line.amount().asset());
        sql.one(
                "INSERT INTO invoice (run, shot, provider, invoice, network, pay_to, payee, token, units, opened_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                line.run(),
                line.shot(),
                line.provider(),
                line.invoice(),
                line.network(),
                line.payTo(),
                line.payee(),
                line.amount().asset().id(),
                line.amount().units(),
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

    private static Map<String, Object> terms(Sql.Row row) throws SQLException {
        return Json.object(
                "provider", row.text("provider"),
                "invoice", row.text("invoice"),
                "network", row.text("network"),
                "pay_to", row.text("pay_to"),
                "payee", row.text("payee"),
                "units", row.units("units").toString());
    }

    /** What the journal says of the invoice that an intent pays; empty where it pays a shot. */
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
        if (sql.count("SELECT COUNT(*) FROM invoice WHERE run = ? AND shot = ?", run, shot) > 0) {
            return;
        }
        Map<String, Object> told = Recovering.part(record, "invoice");
        Amount amount = new Amount(
                Recovering.asset(Recovering.part(record, "intent")), new BigInteger(Recovering.text(told, "units")));
        String opened = Recovering.text(told, "opened_at");
        insert(
                sql,
                new Line(
                        run,
                        shot,
                        Recovering.text(told, "provider"),
                        Recovering.text(told, "invoice"),
                        Recovering.text(told, "network"),
                        Recovering.text(told, "pay_to"),
                        Recovering.text(told, "payee"),
                        amount),
                Instant.parse(opened));
        Map<String, Object> fields = fields(sql, run, shot);
        fields.put("opened_at", opened);
        events.append(sql, at, "invoiced", Events.Subject.run(run), fields);
    }
}
