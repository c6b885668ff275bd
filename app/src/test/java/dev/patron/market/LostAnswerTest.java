package dev.patron.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.app.Bench;
import dev.patron.app.Relay;
import dev.patron.ledger.Ledger;
import dev.patron.payment.Recovery;
import dev.patron.sandbox.Sandbox;
import dev.patron.sandbox.SandboxSettings;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An answer that is lost after the money moved: presenting the same bytes again brings the goods from a seller that
 * gives answers again, and a claim from one that does not. Money moves once either way.
 */
class LostAnswerTest {
    /** What the seller does, what the buyer's catalogue says that it does, and how many answers are lost in a row. */
    private record Case(SandboxSettings.Recovery seller, Recovery believed, int lost) {}

    @Test
    void aPaymentIdentifierBringsTheGoods(@TempDir Path folder) {
        recovered(folder, new Case(SandboxSettings.Recovery.PAYMENT_IDENTIFIER, Recovery.PAYMENT_IDENTIFIER, 1));
    }

    @Test
    void aReplayBringsTheGoods(@TempDir Path folder) {
        recovered(folder, new Case(SandboxSettings.Recovery.REPLAY, Recovery.REPLAY, 1));
    }

    @Test
    void theSameAnswerMayBeLostOftener(@TempDir Path folder) {
        recovered(folder, new Case(SandboxSettings.Recovery.PAYMENT_IDENTIFIER, Recovery.PAYMENT_IDENTIFIER, 3));
    }

    @Test
    void aSellerThatForgetsLeavesAClaim(@TempDir Path folder) {
        claimed(folder, new Case(SandboxSettings.Recovery.NONE, Recovery.NONE, 1), 2);
    }

    @Test
    void oneTryIsEnoughWhereTheCatalogueKnowsOfNoRecovery(@TempDir Path folder) {
        claimed(folder, new Case(SandboxSettings.Recovery.REPLAY, Recovery.NONE, 2), 2);
    }

    @Test
    void aSellerThatNeverGetsItsAnswerThroughLeavesAClaim(@TempDir Path folder) {
        claimed(folder, new Case(SandboxSettings.Recovery.REPLAY, Recovery.REPLAY, 100), 4);
    }

    @Test
    void aSellerThatIsBelievedWronglyLeavesAClaim(@TempDir Path folder) {
        claimed(folder, new Case(SandboxSettings.Recovery.NONE, Recovery.PAYMENT_IDENTIFIER, 1), 4);
    }

    private static void recovered(Path folder, Case how) {
        try (Bench bench = new Bench(folder, how.seller())) {
            JsonNode run = bought(bench, how, 0);
            assertEquals("delivered", run.path("status").asText(), run.toString());
            assertEquals(0, run.path("claims").size());
            List<Relay.Order> paid = paid(bench);
            assertEquals(how.lost() + 1, paid.size(), "one more for each answer that was lost");
            boolean named = how.seller() == SandboxSettings.Recovery.PAYMENT_IDENTIFIER;
            assertEquals(named, payload(paid.getFirst()).contains("\"id\":\"pay_"), "an id only where it is asked for");
            nothingTwice(bench, paid, 0);
        }
    }

    private static void claimed(Path folder, Case how, int presentations) {
        try (Bench bench = new Bench(folder, how.seller())) {
            JsonNode run = bought(bench, how, 3);
            assertEquals("partial", run.path("status").asText(), run.toString());
            assertEquals("NO_HANDLE", run.path("claims").path(0).path("reason").asText());
            List<Relay.Order> paid = paid(bench);
            assertEquals(presentations, paid.size());
            nothingTwice(bench, paid, how.believed() == Recovery.NONE ? 0 : 1);
            boolean heard = how.believed() != Recovery.NONE && how.seller() != SandboxSettings.Recovery.NONE;
            JsonNode claims = bench.patron("claims", "list", "--json").json().path("claims");
            assertEquals(
                    heard ? "DELIVERED" : "OPEN", claims.path(0).path("state").asText(), claims.toString());
        }
    }

    private static JsonNode bought(Bench bench, Case how, int exit) {
        bench.recovery(how.believed());
        bench.relay().loseAnswers(how.lost());
        Bench.Ran ran = bench.buy("run", bench.brief("apple", 1));
        assertEquals(exit, ran.exit(), ran.out() + ran.err());
        assertEquals("0.050000", ran.json().path("spent_usd").asText());
        return ran.json();
    }

    private static List<Relay.Order> paid(Bench bench) {
        return bench.relay().orders().stream().filter(Relay.Order::isPaid).toList();
    }

    /** The very same bytes each time and one transfer, also when the answer is asked for once more. */
    private static void nothingTwice(Bench bench, List<Relay.Order> paid, int resumed) {
        assertEquals(1, paid.stream().distinct().count(), "the same bytes, whatever was lost");
        assertEquals(BigInteger.valueOf(50_000), bench.sandbox().chain().balance(Sandbox.PAY_TO));
        bench.relay().loseAnswers(0);
        bench.relay().forget();
        bench.buy("resume");
        List<Relay.Order> again = paid(bench);
        assertEquals(resumed, again.size(), "what is delivered or a claim is not paid again");
        assertTrue(paid.containsAll(again), "the same bytes");
        assertEquals(BigInteger.valueOf(50_000), bench.sandbox().chain().balance(Sandbox.PAY_TO));
        assertTrue(bench.ledger(Ledger::verify).isSound());
    }

    private static String payload(Relay.Order order) {
        return new String(Base64.getDecoder().decode(order.signature()), StandardCharsets.UTF_8);
    }
}
