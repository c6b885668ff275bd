package dev.patron.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.ledger.Period;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Statements and what was exported, as text for people. */
final class StatementTexts {
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX", Locale.ROOT);

    private static final String FEES = "what the network took for the gateway's transactions";
    private static final String NO_FEES =
            "none: in x402 the buyer pays no fee, and the transaction is the facilitator's";

    private StatementTexts() {}

    static String statement(JsonNode document) {
        StringBuilder text = new StringBuilder();
        if (document.path("simulated").asBoolean()) {
            text.append("SIMULATED: this money does not exist\n");
        }
        text.append("statement ").append(period(document)).append('\n');
        if (document.path("assets").isEmpty()) {
            return text.append("\nnothing happened\n").toString();
        }
        boolean free = isFree(document);
        document.path("assets")
                .forEach(wallet -> text.append('\n').append(wallet(wallet, free ? NO_FEES : "of the out: " + FEES)));
        text.append('\n').append(costs(document.path("costs")));
        return text.append('\n').append(accounts(document)).toString();
    }

    /** From when to when, in the statement's zone. */
    static String period(JsonNode document) {
        ZoneId zone = ZoneId.of(document.path("zone").asText());
        Instant from = Instant.parse(document.path("from").asText());
        Instant to = Instant.parse(document.path("to").asText());
        return "from " + (from.equals(Period.ALL.from()) ? "the beginning" : SECOND.format(from.atZone(zone))) + " to "
                + SECOND.format(to.atZone(zone)) + " (" + zone.getId() + ")";
    }

    /** Whether no network took anything for a transaction of these books. */
    static boolean isFree(JsonNode document) {
        return document.findValuesAsText("fees").stream().allMatch(fees -> new BigDecimal(fees).signum() == 0);
    }

    private static String wallet(JsonNode wallet, String fees) {
        String unit = Texts.plain(wallet, "symbol") + (wallet.path("simulated").asBoolean() ? " (simulated)" : "");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("wallet", unit, ""));
        row(rows, wallet, "opening", "");
        row(rows, wallet, "in", "");
        row(rows, wallet, "out", "");
        row(rows, wallet, "fees", fees);
        row(rows, wallet, "closing", "");
        row(rows, wallet, "at risk", "of the closing: reserved, signed or of unknown fate");
        row(rows, wallet, "claims", "beside it: paid, and the goods are owed");
        return aligned(rows);
    }

    private static void row(List<List<String>> rows, JsonNode wallet, String name, String note) {
        rows.add(List.of("  " + name, Texts.plain(wallet, name.replace(' ', '_')), note));
    }

    /** A table whose columns of numbers end under one another. */
    static String aligned(List<List<String>> rows) {
        int widest = rows.stream().mapToInt(row -> row.get(1).length()).max().orElse(0);
        return Texts.table(rows.stream()
                .map(row ->
                        List.of(row.getFirst(), " ".repeat(widest - row.get(1).length()) + row.get(1), row.getLast()))
                .toList());
    }

    private static String costs(JsonNode costs) {
        List<List<String>> rows = new ArrayList<>();
        String by = costs.path("by").isNull() ? "costs" : Texts.plain(costs, "by");
        rows.add(List.of(
                by,
                "payments",
                "paid USD",
                "returned",
                "cost",
                "invoices",
                "delivered",
                "per asset",
                "at risk",
                "claims",
                ""));
        costs.path("rows").forEach(row -> rows.add(cost(key(row), row)));
        rows.add(cost("all", costs.path("total")));
        return Texts.table(rows);
    }

    /** Whose costs: a digest by its beginning, anything else whole. */
    static String key(JsonNode row) {
        String key = Texts.plain(row, "key");
        return key.matches("[0-9a-f]{64}") ? Texts.shortened(key) : key;
    }

    private static List<String> cost(String name, JsonNode row) {
        return List.of(
                name,
                Texts.plain(row, "payments"),
                Texts.plain(row, "paid_usd"),
                Texts.plain(row, "returned_usd"),
                Texts.plain(row, "cost_usd"),
                Texts.plain(row, "invoices_usd"),
                Texts.plain(row, "delivered"),
                Texts.plain(row, "cost_per_asset_usd"),
                Texts.plain(row, "at_risk_usd"),
                Texts.plain(row, "claims_usd"),
                Texts.plain(row, "title"));
    }

    private static String accounts(JsonNode document) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("account", "asset", "opening", "in", "out", "closing"));
        for (JsonNode line : document.path("accounts")) {
            rows.add(List.of(
                    Texts.plain(line, "account"),
                    Texts.plain(line, "symbol") + (line.path("simulated").asBoolean() ? " (simulated)" : ""),
                    Texts.plain(line, "opening"),
                    Texts.plain(line, "in"),
                    Texts.plain(line, "out"),
                    Texts.plain(line, "closing")));
        }
        return Texts.table(rows);
    }

    static String exported(JsonNode document) {
        String money =
                switch (Texts.plain(document, "market")) {
                    case "simulated" -> " of SIMULATED money";
                    case "real" -> " of real money";
                    default -> "";
                };
        return Texts.plain(document, "events") + " events and " + Texts.plain(document, "postings") + " postings"
                + money + " as " + Texts.plain(document, "format") + " in `" + Texts.plain(document, "file") + "`\n";
    }
}
