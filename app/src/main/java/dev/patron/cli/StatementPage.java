package dev.patron.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * A statement as a page for printing: one file without scripts, fonts or network. Its content policy allows nothing but
 * the style sheet whose digest it names, so that no title could act even if escaping failed.
 */
final class StatementPage {
    private static final List<String> WALLET = List.of("opening", "in", "out", "fees", "closing", "at_risk", "claims");
    private static final List<String> COSTS = List.of(
            "payments",
            "paid_usd",
            "returned_usd",
            "cost_usd",
            "invoices_usd",
            "delivered",
            "cost_per_asset_usd",
            "at_risk_usd",
            "claims_usd");
    private static final List<String> COST_NAMES =
            List.of("Payments", "Paid", "Returned", "Cost", "Invoices", "Delivered", "Per asset", "At risk", "Claims");
    private static final List<String> ACCOUNT = List.of("opening", "in", "out", "closing");
    private static final String FEES =
            "Fees are part of the out: what the network took for the gateway’s transactions.";
    private static final String NO_FEES =
            "In x402 the buyer pays no fee and no gas; the transaction is the facilitator’s.";
    private static final String STYLE = style();

    private final StringBuilder html = new StringBuilder();

    private StatementPage() {}

    static String of(JsonNode document) {
        StatementPage page = new StatementPage();
        page.head(document);
        page.line("<main>");
        boolean free = StatementTexts.isFree(document);
        document.path("assets").forEach(wallet -> page.wallet(wallet, free ? NO_FEES : FEES));
        page.costs(document.path("costs"));
        page.accounts(document.path("accounts"));
        page.line("</main>");
        page.line("<footer><p>Ledger <code>" + text(document, "ledger") + "</code></p></footer>");
        page.line("</body>");
        page.line("</html>");
        return page.html.toString();
    }

    private void head(JsonNode document) {
        line("<!doctype html>");
        line("<html lang=\"en\">");
        line("<head>");
        line("<meta charset=\"utf-8\">");
        line("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-" + digest()
                + "'; base-uri 'none'; form-action 'none'\">");
        line("<meta name=\"referrer\" content=\"no-referrer\">");
        line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        line("<meta name=\"color-scheme\" content=\"light dark\">");
        boolean simulated = document.path("simulated").asBoolean();
        String period = escaped(StatementTexts.period(document));
        line("<title>" + (simulated ? "SIMULATED: s" : "S") + "tatement " + period + "</title>");
        html.append("<style>").append(STYLE).append("</style>\n");
        line("</head>");
        line("<body>");
        if (simulated) {
            line("<p class=\"simulated\"><strong>Simulated</strong> <span>This money does not exist</span></p>");
        }
        line("<header>");
        line("<p class=\"eyebrow\">" + (simulated ? "Simulated money" : "Real money") + "</p>");
        line("<h1>Statement</h1>");
        line("<p class=\"when\">" + period + "</p>");
        line("</header>");
    }

    private void wallet(JsonNode wallet, String fees) {
        String kind = wallet.path("simulated").asBoolean() ? ", simulated" : "";
        line("<h2>Wallet <small>" + text(wallet, "symbol") + kind + " <code>" + text(wallet, "asset")
                + "</code></small></h2>");
        line("<dl class=\"totals\">");
        for (String key : WALLET) {
            line("<div><dt>" + key.replace('_', ' ') + "</dt><dd>" + text(wallet, key) + "</dd></div>");
        }
        line("</dl>");
        line("<p class=\"note\">What is at risk is part of the closing: reserved, signed or of unknown fate. Claims"
                + " are beside it: paid, and the goods are owed. " + fees + "</p>");
    }

    private void costs(JsonNode costs) {
        String by = costs.path("by").isNull() ? "" : " by " + text(costs, "by");
        line("<h2>Costs" + by + " <small>USD</small></h2>");
        line("<div class=\"wide\"><table>");
        header(by.isEmpty() ? "" : text(costs, "by"), COST_NAMES);
        line("<tbody>");
        for (JsonNode row : costs.path("rows")) {
            String title = text(row, "title");
            String name = escaped(StatementTexts.key(row));
            row(title.isEmpty() ? name : title + "<span>" + name + "</span>", row, COSTS);
        }
        line("</tbody>");
        line("<tfoot>");
        row("All", costs.path("total"), COSTS);
        line("</tfoot>");
        line("</table></div>");
    }

    private void accounts(JsonNode accounts) {
        line("<h2>Accounts</h2>");
        line("<div class=\"wide\"><table>");
        header("Account", List.of("Opening", "In", "Out", "Closing"));
        line("<tbody>");
        for (JsonNode account : accounts) {
            row(text(account, "account") + "<span>" + text(account, "symbol") + "</span>", account, ACCOUNT);
        }
        line("</tbody>");
        line("</table></div>");
    }

    private void header(String first, List<String> names) {
        html.append("<thead><tr><th scope=\"col\">").append(first).append("</th>");
        names.forEach(name -> html.append("<th scope=\"col\">").append(name).append("</th>"));
        line("</tr></thead>");
    }

    private void row(String first, JsonNode row, List<String> keys) {
        html.append("<tr><td dir=\"auto\">").append(first).append("</td>");
        keys.forEach(key -> html.append("<td>").append(text(row, key)).append("</td>"));
        line("</tr>");
    }

    private static String text(JsonNode node, String key) {
        return escaped(Texts.plain(node, key));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private void line(String line) {
        html.append(line).append('\n');
    }

    private static String digest() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(STYLE.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String style() {
        try (InputStream in = Objects.requireNonNull(
                StatementPage.class.getResourceAsStream("statement.css"), "statement.css is part of the jar")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
