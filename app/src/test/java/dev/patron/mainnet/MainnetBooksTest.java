package dev.patron.mainnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.patron.app.Bench;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What a network takes for a payment stands in the books, in its own coin and never in dollars. */
class MainnetBooksTest extends OnMainnet {
    private static final String NEVER = "2100-01-01";

    /** What it cost to pay one invoice, whose block is final. */
    private String paidInvoice() {
        String quote = bench.quote("inv_1");
        pending(quote);
        bench.mine(2);
        String transaction = paid(quote).txHash();
        bench.mine(DEEP);
        return new BigDecimal(node().cost(transaction), 18).toPlainString();
    }

    private static String statement(Bench program, Path data, String to, Object... more) {
        List<Object> words = new ArrayList<>(List.of("ledger", "statement", "--data", data, "--to", to));
        words.addAll(List.of(more));
        Bench.Ran ran = program.patron(words.toArray());
        assertEquals(0, ran.exit(), ran::toString);
        return ran.out();
    }

    private static JsonNode with(JsonNode rows, String key, String value) {
        return StreamSupport.stream(rows.spliterator(), false)
                .filter(row -> row.path(key).asText().equals(value))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + key + " `" + value + "` in " + rows));
    }

    private static BigDecimal number(JsonNode node, String key) {
        return new BigDecimal(node.path(key).asText());
    }

    @Test
    void theStatementShowsWhatTheNetworkTookAndTheWalletAddsUp() throws IOException {
        String cost = paidInvoice();
        Path page = folder.resolve("page.html");
        bench.with(data -> {
            try (Bench program = new Bench(folder.resolve("program"))) {
                JsonNode statement = new ObjectMapper().readTree(statement(program, data, NEVER, "--json"));
                JsonNode coin = with(statement.path("assets"), "symbol", "ETH");
                assertEquals(cost, coin.path("fees").asText(), statement.toString());
                assertEquals(cost, coin.path("out").asText(), "a fee has left the wallet");
                JsonNode token = with(statement.path("assets"), "symbol", "USDC");
                assertEquals("0.000000", token.path("fees").asText());
                for (JsonNode wallet : List.of(coin, token)) {
                    BigDecimal closing = number(wallet, "closing");
                    assertEquals(
                            closing,
                            number(wallet, "opening").add(number(wallet, "in")).subtract(number(wallet, "out")));
                    assertEquals(closing, held(statement, wallet.path("asset").asText()));
                }
                JsonNode total = statement.path("costs").path("total");
                assertEquals("0.050000", total.path("cost_usd").asText(), "no coin is turned into dollars");
                String text = statement(program, data, NEVER, "--html", page);
                assertTrue(text.lines().anyMatch(line -> line.strip().startsWith("fees") && line.contains(cost)), text);
                assertFalse(text.contains("x402"), text);
                String html = Files.readString(page);
                assertTrue(html.contains("<dt>fees</dt><dd>" + cost + "</dd>"), html);
                assertFalse(html.contains("x402"), html);
                String before = statement(program, data, "2026-05-14");
                assertFalse(before.contains(cost), before);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** What the wallet's two accounts say of a token. */
    private static BigDecimal held(JsonNode statement, String asset) {
        return StreamSupport.stream(statement.path("accounts").spliterator(), false)
                .filter(line -> line.path("asset").asText().equals(asset))
                .filter(line -> List.of("treasury", "reserved")
                        .contains(line.path("account").asText()))
                .map(line -> number(line, "closing"))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    @Test
    void aTableOfPostingsHasNoDollarsForACoin() {
        String cost = paidInvoice();
        bench.with(data -> {
            try (Bench program = new Bench(folder.resolve("program"))) {
                String table = program.patron("ledger", "export", "csv", "--data", data)
                        .out();
                List<String[]> rows =
                        table.lines().skip(1).map(row -> row.split(",", -1)).toList();
                List<String[]> fees =
                        rows.stream().filter(row -> row[7].equals("fees")).toList();
                assertEquals(1, fees.size(), table);
                assertEquals(cost, fees.getFirst()[9], table);
                rows.forEach(row -> assertEquals(row[5].equals("ETH") ? "" : row[9], row[10], table));
            }
        });
    }
}
