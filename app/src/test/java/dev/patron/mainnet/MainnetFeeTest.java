package dev.patron.mainnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.patron.evm.EvmTreasury;
import dev.patron.policy.Code;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a rollup takes for the chain beneath it counts before anything is signed. */
class MainnetFeeTest extends OnMainnet {
    /** What a transfer offers for its gas here: an estimate and a quarter, at twice the price and a tip. */
    private static final long GAS = 62_500L * 2_010;

    private static final long BENEATH = 1_000_000;

    /** With this much for one payment, and a day that is not full. */
    private void limited(long most) throws IOException {
        limited(most, MainnetBench.usual().feesOfDayMost().longValueExact());
    }

    private void limited(long most, long day) throws IOException {
        on(
                new EvmTreasury.Manners(
                        "mainnet", MainnetBench.USDC, "ETH", 2, BigInteger.valueOf(most), BigInteger.valueOf(day), 3),
                1);
    }

    private List<Long> costs() {
        return bench.events("account_signed")
                .map(event -> Long.valueOf(event.body().replaceAll(".*\"cost_most\":\"([0-9]+)\".*", "$1")))
                .toList();
    }

    @Test
    void itStandsInTheMostThatAPaymentMayCostAndWhatWasTakenIsBooked() {
        node().beneath(BENEATH);
        String quote = bench.quote("inv_1");
        pending(quote);
        assertEquals(List.of(GAS + 2 * BENEATH), costs(), "twice what is asked now, as for gas");
        bench.mine(2);
        String hash = paid(quote).txHash();
        bench.mine(DEEP);
        assertEquals(node().cost(hash).add(BigInteger.valueOf(BENEATH / 2)), bench.books("fees"));
    }

    @Test
    void onePaymentsLimitHoldsWithIt() throws IOException {
        limited(GAS + 2 * BENEATH);
        node().beneath(BENEATH);
        pending(bench.quote("inv_1"));
        assertEquals(List.of(GAS + 2 * BENEATH), costs());
        node().beneath(BENEATH + 100_000_000);
        assertEquals(Code.FEE_LIMIT, refused(bench.quote("inv_2")));
        node().beneath(GAS);
        assertEquals(Code.FEE_LIMIT, refused(bench.quote("inv_3")), "alone it would fill the limit");
        assertEquals(1, costs().size());
    }

    @Test
    void aDaysLimitHoldsWithIt() throws IOException {
        limited(GAS + 2 * BENEATH, 2 * (GAS + 2 * BENEATH) - 1);
        node().beneath(BENEATH);
        pending(bench.quote("inv_1"));
        assertEquals(Code.FEE_LIMIT, refused(bench.quote("inv_2")));
        assertEquals(1, costs().size());
    }

    /** What is offered instead may cost less for gas than it might, and never more in all. */
    @Test
    void aReplacementsLimitHoldsWithIt() throws IOException {
        limited(2 * GAS);
        node().beneath(BENEATH);
        pending(bench.quote("inv_1"));
        node().baseFee(5_000);
        node().beneath(GAS / 2);
        bench.mine(4);
        assertEquals(1, costs().size(), "an eighth more would pass the limit now");
        node().beneath(BENEATH);
        bench.mine(1);
        assertEquals(2, costs().size());
        assertTrue(costs().getLast() <= 2 * GAS, () -> costs().toString());
    }

    /** A chain with an oracle that gives no number, and one that does not say whether there is one. */
    @TestFactory
    Stream<DynamicTest> withoutAnAnswerNothingIsSigned() {
        List<JsonNode> answers = List.of(
                NullNode.getInstance(),
                TextNode.valueOf(""),
                TextNode.valueOf("0x"),
                TextNode.valueOf("0x01"),
                TextNode.valueOf("0x" + "f".repeat(64)),
                TextNode.valueOf("0x" + "0".repeat(65)),
                JsonNodeFactory.instance.arrayNode().add(1));
        return answers.stream()
                .map(answer -> DynamicTest.dynamicTest(answer.toString(), () -> {
                    node().beneath(answer);
                    boolean number = answer.asText().endsWith("f");
                    assertEquals(number ? Code.FEE_LIMIT : Code.WALLET_ERROR, refused(bench.quote("inv_1")));
                    node().beneath(BENEATH);
                    node().lie("eth_getCode", _ -> answer.asText().equals("0x") ? TextNode.valueOf("none") : answer);
                    if (!number && !answer.asText().startsWith("0x0")) {
                        assertEquals(Code.WALLET_ERROR, refused(bench.quote("inv_1")));
                    }
                    node().honest();
                    assertEquals(List.of(), node().received);
                }));
    }

    @Test
    void ofSeveralEndpointsTheOneCountsThatSaysMost() throws IOException {
        on(MainnetBench.usual(), 2);
        bench.nodes.getFirst().beneath(BENEATH);
        bench.nodes.getLast().beneath(3 * BENEATH);
        pending(bench.quote("inv_1"));
        bench.nodes.getLast().lie("eth_getCode", _ -> TextNode.valueOf("0x"));
        pending(bench.quote("inv_2"));
        assertEquals(List.of(GAS + 6 * BENEATH, GAS + 2 * BENEATH), costs());
    }
}
