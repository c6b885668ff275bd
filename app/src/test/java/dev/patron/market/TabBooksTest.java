package dev.patron.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.app.Bench;
import dev.patron.ledger.AnswerFacts;
import dev.patron.ledger.AuthorizeOutcome;
import dev.patron.ledger.ChainProof;
import dev.patron.ledger.IntentRecord;
import dev.patron.ledger.InvoiceQuote;
import dev.patron.ledger.InvoiceTerms;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.Signing;
import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Payee;
import dev.patron.policy.AgentPolicy;
import dev.patron.policy.Allowed;
import dev.patron.policy.Limit;
import dev.patron.policy.PolicySet;
import dev.patron.policy.WorkspacePolicy;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Books in which shots and other programs' invoices stand together. */
class TabBooksTest {
    private static final List<String> ALIKE = List.of("api.example.com", "api-example.com", "api-example-com");
    private static final Limit FREE = Limit.unlimited();

    @TempDir
    Path folder;

    private static PolicySet policy() {
        AgentPolicy agent = new AgentPolicy(
                true, FREE, FREE, FREE, FREE, FREE, 100, new Allowed.Any(), new Allowed.Any(), new Allowed.Any());
        return new PolicySet(
                ZoneId.of("UTC"), new WorkspacePolicy(FREE, FREE, FREE, FREE), new TreeMap<>(Map.of("default", agent)));
    }

    /** Two pictures at 0.05, and an invoice of each of the providers whose names are alike: 0.01, 0.02, 0.03. */
    private static void work(Bench bench) {
        assertEquals(0, bench.buy("run", bench.brief("apples", 2)).exit());
        bench.ledger(ledger -> {
            for (String provider : ALIKE) {
                pay(ledger, provider, "0.0" + (1 + ALIKE.indexOf(provider)));
            }
            return true;
        });
    }

    private static void pay(Ledger ledger, String provider, String price) {
        String run = ledger.reader().runs().getFirst().id();
        IntentRecord shot = ledger.reader().intents(run).getFirst();
        Address payee = new Address("0x00000000000000000000000000000000000000aa");
        Amount amount = Amount.ofTokens(shot.asset(), price);
        InvoiceTerms terms = new InvoiceTerms(
                "default",
                provider,
                "inv_1",
                "sandbox",
                payee.text(),
                new Payee(shot.asset().network(), payee),
                amount,
                shot.authorizer(),
                true,
                "");
        String intent = assertInstanceOf(
                        InvoiceQuote.Standing.class, ledger.invoices().quote(terms, TabBooksTest::policy))
                .intent();
        Signing signing = at -> new Signing.Signed("pUSD", "1", at.plus(Duration.ofMinutes(5)), 101, new byte[] {1});
        assertInstanceOf(
                AuthorizeOutcome.Authorized.class,
                ledger.authorize(
                        ledger.invoices().command(ledger.invoices().find(intent).orElseThrow()),
                        TabBooksTest::policy,
                        signing));
        ledger.answered(intent, new AnswerFacts("answered", 200, ""));
        ledger.settle(
                intent, new ChainProof("0x" + "7".repeat(64), 120, "0xb120", Bench.NOON, payee, amount.units(), true));
    }

    @Test
    void invoicesOfOtherProgramsAreNoPartOfWhatAnAssetCost() {
        try (Bench bench = new Bench(folder)) {
            work(bench);
            JsonNode costs = bench.patron("ledger", "statement", "--by", "provider", "--json")
                    .json()
                    .path("costs");
            assertEquals("5 0.160000 0.060000 2 0.050000", said(costs.path("total")), costs.toString());
            Map<String, String> rows = new TreeMap<>();
            costs.path("rows").forEach(row -> rows.put(row.path("key").asText(), said(row)));
            assertEquals(
                    Map.of(
                            "sandbox", "2 0.100000 0.000000 2 0.050000",
                            "api.example.com", "1 0.010000 0.010000 0 null",
                            "api-example.com", "1 0.020000 0.020000 0 null",
                            "api-example-com", "1 0.030000 0.030000 0 null"),
                    rows);
            JsonNode agents = bench.patron("ledger", "statement", "--by", "agent", "--json")
                    .json()
                    .path("costs");
            assertEquals(
                    "5 0.160000 0.060000 2 0.050000", said(agents.path("rows").path(0)), "one row of both");
            String text = bench.patron("ledger", "statement").out();
            assertTrue(text.contains("invoices") && text.contains("0.060000"), text);
        }
    }

    private static String said(JsonNode row) {
        return List.of("payments", "cost_usd", "invoices_usd", "delivered", "cost_per_asset_usd").stream()
                .map(key -> row.path(key).asText())
                .collect(Collectors.joining(" "));
    }

    /** Providers whose names differ in a mark only are accounts of their own, each with its own balance. */
    @Test
    void providersThatAreNamedAlikeAreDifferentAccounts() {
        try (Bench bench = new Bench(folder)) {
            work(bench);
            Map<String, BigDecimal> wanted = new TreeMap<>();
            bench.patron("ledger", "statement", "--json")
                    .json()
                    .path("accounts")
                    .forEach(line -> wanted.put(
                            line.path("account").asText(),
                            new BigDecimal(line.path("closing").asText())));
            for (String form : List.of("hledger", "ledger", "beancount")) {
                String journal = bench.patron("ledger", "export", form).out();
                Map<String, String> names = names(journal, form);
                assertEquals(wanted.keySet(), names.keySet(), journal);
                assertEquals(names.size(), names.values().stream().distinct().count(), names.toString());
                wanted.forEach((account, closing) -> assertTrue(
                        journal.lines()
                                .anyMatch(line -> asserts(line, Objects.requireNonNull(names.get(account)), closing)),
                        account + " " + closing + " in " + journal));
            }
        }
    }

    /** The name of each account in a journal. */
    private static Map<String, String> names(String journal, String form) {
        List<String> lines = journal.lines().toList();
        Map<String, String> names = new TreeMap<>();
        for (int i = 1; i < lines.size(); i++) {
            if (form.equals("beancount") && lines.get(i).startsWith("  account: ")) {
                names.put(lines.get(i).split("\"", -1)[1], lines.get(i - 1).split(" ", -1)[2]);
            } else if (lines.get(i).startsWith("account ")) {
                names.put(lines.get(i - 1).substring(2), lines.get(i).substring("account ".length()));
            }
        }
        return names;
    }

    private static boolean asserts(String line, String name, BigDecimal closing) {
        String amount = closing.toPlainString();
        return (line.contains(" " + name + "  ") || line.startsWith("    " + name + "  "))
                && (line.contains(" = " + amount + " ") || line.contains("  " + amount + " ~ 0 "));
    }
}
