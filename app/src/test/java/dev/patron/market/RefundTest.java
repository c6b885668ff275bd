package dev.patron.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.app.Bench;
import dev.patron.sandbox.Sandbox;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A seller that kept the money and gave nothing sends something back, on its chain. */
class RefundTest {
    private static final long PRICE = 50_000;
    private static final Duration FINAL = Duration.ofSeconds(10);

    /** Buys pictures that never come; the address that paid. */
    private static String bought(Bench bench, int images) {
        bench.sandbox().faults().schedule("no-id");
        Bench.Ran ran = bench.buy("run", bench.brief("apples", images));
        assertEquals(3, ran.exit(), ran.out());
        bench.clock().advance(FINAL);
        return claim(bench, "C1").path("authorization").path("authorizer").asText();
    }

    private static JsonNode claim(Bench bench, String id) {
        return bench.patron("claims", "show", id, "--json").json();
    }

    private static List<String> states(Bench bench) {
        JsonNode claims = bench.patron("claims", "list", "--json").json().path("claims");
        return StreamSupport.stream(claims.spliterator(), false)
                .map(claim -> claim.path("state").asText())
                .toList();
    }

    private static String in(Bench bench, String name) {
        return account(bench, name, "in");
    }

    private static String balance(Bench bench, String name) {
        return account(bench, name, "closing");
    }

    private static String account(Bench bench, String name, String figure) {
        JsonNode accounts = bench.patron("ledger", "statement", "--json").json().path("accounts");
        return StreamSupport.stream(accounts.spliterator(), false)
                .filter(line -> line.path("account").asText().equals(name))
                .map(line -> line.path(figure).asText())
                .findFirst()
                .orElse("0.000000");
    }

    private static String refund(Bench bench, String wallet, long units) {
        return bench.sandbox().refund(wallet, BigInteger.valueOf(units));
    }

    private static void assertAgrees(Bench bench, String wallet) {
        assertEquals(0, bench.patron("ledger", "verify").exit());
        String treasury = balance(bench, "treasury");
        assertEquals(
                bench.sandbox().chain().balance(wallet),
                new BigDecimal(treasury).movePointRight(6).toBigIntegerExact(),
                "the books agree with the chain");
    }

    @Test
    void theExactAmountClosesTheOldestClaimOnceItIsFinal(@TempDir Path folder) {
        try (Bench bench = new Bench(folder)) {
            String wallet = bought(bench, 2);
            String transaction = refund(bench, wallet, PRICE);
            bench.buy("resume");
            assertEquals(List.of("OPEN", "OPEN"), states(bench), "not in a final block yet");
            JsonNode candidates = claim(bench, "C2").path("candidates");
            assertEquals(transaction, candidates.path(0).path("transaction").asText(), candidates.toString());

            bench.clock().advance(FINAL);
            Bench.Ran resumed =
                    bench.patron("resume", "--sandbox", bench.relay().url(), "--no-color");
            assertTrue(
                    resumed.err().contains("claim C1 is closed: its seller `sandbox` paid back 0.050000 USD"),
                    resumed.err());
            assertEquals(List.of("REFUNDED", "OPEN"), states(bench));
            JsonNode refund = claim(bench, "C1").path("refund");
            assertEquals(transaction, refund.path("transaction").asText(), refund.toString());
            assertEquals(0, refund.path("log_index").asInt(-1));
            assertTrue(refund.path("block").asLong() > 0);
            assertTrue(bench.patron("claims", "list").out().contains(transaction));
            assertTrue(bench.patron("claims", "show", "C1").out().contains(transaction + ", log 0 of block "));
            assertFalse(claim(bench, "C2").toString().contains(transaction), "used");

            bench.buy("resume");
            assertEquals(List.of("REFUNDED", "OPEN"), states(bench), "one transfer, one claim");
            assertEquals("0.000000", balance(bench, "equity/funding"));
            assertEquals("0.050000", balance(bench, "claims/sandbox"));
            assertEquals("100.050000", in(bench, "treasury"), "the balance at adoption and what came back");
            assertAgrees(bench, wallet);
        }
    }

    @Test
    void nothingElseThatComesInClosesAnything(@TempDir Path folder) {
        try (Bench bench = new Bench(folder)) {
            Bench.Ran good = bench.buy("run", bench.brief("pears", 1));
            assertEquals(0, good.exit(), good.out());
            String wallet = bench.ledger(ledger ->
                            ledger.reader().intents(good.json().path("run").asText()))
                    .getFirst()
                    .authorizer()
                    .text();
            refund(bench, wallet, PRICE);
            bench.clock().advance(FINAL);
            assertEquals(wallet, bought(bench, 1));

            bench.sandbox().fund(Sandbox.PAY_TO, BigInteger.valueOf(1_000_000));
            String part = refund(bench, wallet, PRICE - 1);
            String more = refund(bench, wallet, PRICE + 1);
            bench.sandbox().fund(wallet, BigInteger.valueOf(PRICE));
            bench.clock().advance(FINAL);
            bench.buy("resume");
            assertEquals(List.of("OPEN"), states(bench));
            List<String> named = StreamSupport.stream(
                            claim(bench, "C1").path("candidates").spliterator(), false)
                    .map(transfer -> transfer.path("transaction").asText())
                    .toList();
            assertEquals(3, named.size(), "what came before the payment is none");
            assertEquals(List.of(more, part), named.subList(1, 3));
            assertTrue(bench.patron("claims", "show", "C1").out().contains(more));
            assertAgrees(bench, wallet);

            refund(bench, wallet, PRICE);
            bench.clock().advance(FINAL);
            bench.buy("resume");
            assertEquals(List.of("REFUNDED"), states(bench));
            assertEquals("-0.200000", balance(bench, "equity/funding"), "the rest is funding");
            assertAgrees(bench, wallet);
        }
    }

    @Test
    void aRefundGivesNoBudgetBack(@TempDir Path folder) {
        try (Bench bench = new Bench(folder)) {
            bench.limits(new Bench.Limits("\"0.05\"", "unlimited", "unlimited", "unlimited", "unlimited"));
            String wallet = bought(bench, 1);
            bench.sandbox().faults().clear();
            refund(bench, wallet, PRICE);
            bench.clock().advance(FINAL);
            Bench.Ran more = bench.buy("run", bench.brief("pears", 1));
            assertEquals(List.of("REFUNDED"), states(bench));
            assertEquals(3, more.exit(), more.out());
            assertEquals("refused", more.json().path("status").asText());
        }
    }
}
