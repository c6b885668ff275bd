package dev.patron.mainnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.patron.evm.EvmTreasury;
import dev.patron.invoice.PayAnswer;
import dev.patron.invoice.QuoteAnswer;
import dev.patron.ledger.DurablePoint;
import dev.patron.policy.Code;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** An invoice is paid once on a chain, whatever the chain, its endpoints or the process do; what is not certain stays unknown. */
class MainnetTest {
    private static final int DEEP = EvmNode.FINAL_BELOW + 1;

    @TempDir
    Path folder;

    private MainnetBench bench;

    @BeforeEach
    void open() throws IOException {
        on(MainnetBench.usual(), 1);
    }

    private void on(EvmTreasury.Manners manners, int nodes) throws IOException {
        if (bench != null) {
            bench.close();
        }
        bench = new MainnetBench(Files.createTempDirectory(folder, "bench"), manners, nodes);
    }

    @AfterEach
    void close() {
        List<String> problems = bench.ledger.verify().problems();
        bench.close();
        assertEquals(List.of(), problems);
    }

    private EvmNode node() {
        return bench.node();
    }

    private int transfers() {
        return node().transfers(MainnetBench.PAYEE).size();
    }

    private PayAnswer.Paid paid(String quote) {
        return assertInstanceOf(PayAnswer.Paid.class, bench.pay(quote));
    }

    private void pending(String quote) {
        assertInstanceOf(PayAnswer.Pending.class, bench.pay(quote));
    }

    private Code refused(String quote) {
        PayAnswer.Refused refused = assertInstanceOf(PayAnswer.Refused.class, bench.pay(quote));
        return Code.valueOf(refused.detail().code());
    }

    @Test
    void anInvoiceIsPaidOnceItsBlockIsDeepAndItsFeeIsBookedOnceThatIsFinal() {
        String quote = bench.quote("inv_1");
        pending(quote);
        pending(quote);
        bench.mine(1);
        pending(quote);
        assertEquals(List.of(), bench.proofs(), "one block is not deep enough");
        bench.mine(1);
        PayAnswer.Paid paid = paid(quote);
        assertEquals(node().transfers(MainnetBench.PAYEE), List.of(paid.txHash()));
        assertEquals(BigInteger.ZERO, bench.books("fees"));
        bench.mine(DEEP);
        assertEquals(List.of("SETTLED", "SETTLED final"), bench.proofs());
        assertEquals(node().cost(paid.txHash()), bench.books("fees"));
        assertEquals(paid, paid(quote), "the stored result, and no other payment");
        bench.mine(1);
        assertEquals(1, transfers());
        assertEquals(1, bench.events("fee_paid").count());
    }

    @Test
    void whatThePoolForgetsIsHandedOverAgainAsTheSameBytes() {
        String quote = bench.quote("inv_1");
        pending(quote);
        node().drop();
        bench.later();
        assertEquals(1, node().waiting());
        assertEquals(1, new HashSet<>(node().received).size());
        bench.mine(2);
        paid(quote);
        assertEquals(1, transfers());
    }

    @Test
    void whatNobodyTakesIsSignedAgainUnderTheSameNumberWithAHigherFee() {
        String quote = bench.quote("inv_1");
        pending(quote);
        node().baseFee(5_000);
        bench.mine(2);
        assertEquals(1, bench.events("account_signed").count(), "not before its time");
        bench.mine(1);
        assertEquals(2, bench.events("account_signed").count());
        assertEquals(0, transfers());
        bench.mine(2);
        PayAnswer.Paid paid = paid(quote);
        bench.mine(DEEP);
        assertEquals(1, transfers());
        List<String> signed = bench.events("account_signed")
                .map(event -> event.body().replaceAll(".*\"transaction\":\"(0x[0-9a-f]+)\".*", "$1"))
                .toList();
        assertEquals(signed.getLast(), paid.txHash());
        assertNotEquals(signed.getFirst(), paid.txHash());
    }

    @Test
    void theFirstOfTwoCountsWhenItIsTheOneThatWasTaken() {
        String quote = bench.quote("inv_1");
        pending(quote);
        node().baseFee(5_000);
        String first = node().received.getFirst();
        bench.mine(3);
        assertEquals(2, new HashSet<>(node().received).size());
        node().drop();
        node().baseFee(1_000);
        bench.nodes.forEach(one -> one.lie("eth_sendRawTransaction", UnaryOperator.identity()));
        hand(first);
        bench.nodes.forEach(EvmNode::mine);
        bench.mine(1);
        assertEquals(org.web3j.crypto.Hash.sha3(first), paid(quote).txHash());
        assertEquals(1, transfers());
    }

    /** Somebody who kept the first bytes hands them over. */
    private void hand(String raw) {
        try {
            java.net.http.HttpClient.newHttpClient()
                    .send(
                            java.net.http.HttpRequest.newBuilder(node().uri())
                                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                                            "{\"id\":1,\"method\":\"eth_sendRawTransaction\",\"params\":[\"" + raw
                                                    + "\"]}"))
                                    .build(),
                            java.net.http.HttpResponse.BodyHandlers.discarding());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aFeeIsNeverRaisedAboveItsLimit() throws IOException {
        EvmTreasury.Manners usual = MainnetBench.usual();
        on(
                new EvmTreasury.Manners(
                        "mainnet",
                        usual.asset(),
                        "ETH",
                        2,
                        BigInteger.valueOf(62_500L * 2_020),
                        usual.feesOfDayMost(),
                        3),
                1);
        String quote = bench.quote("inv_1");
        pending(quote);
        node().baseFee(50_000);
        bench.mine(12);
        assertEquals(1, bench.events("account_signed").count());
        pending(quote);
    }

    @Test
    void aRevertIsTheEndOnlyOnceItIsFinalAndItsFeeIsBooked() {
        String quote = bench.quote("inv_1");
        pending(quote);
        node().failing(true);
        bench.mine(1);
        node().failing(false);
        pending(quote);
        bench.mine(1);
        pending(quote);
        bench.mine(DEEP);
        assertEquals(Code.TRANSACTION_FAILED, refused(quote));
        assertEquals(List.of("CANCELLED final"), bench.proofs());
        assertTrue(bench.books("fees").signum() > 0);
        assertEquals(BigInteger.valueOf(MainnetBench.FUNDS), node().held(bench.account()));
        String again = bench.quote("inv_1");
        pending(again);
        bench.mine(2);
        paid(again);
        assertEquals(1, transfers());
    }

    @Test
    void anotherTransactionWithTheNumberIsTheEndOnlyOnceItIsFinal() {
        String quote = bench.quote("inv_1");
        pending(quote);
        node().drop();
        node().somebodyElse(bench.account());
        bench.later();
        pending(quote);
        bench.mine(1);
        pending(quote);
        bench.mine(DEEP);
        assertEquals(Code.TRANSACTION_FAILED, refused(quote));
        assertEquals(0, bench.events("fee_paid").count(), "it cost whoever sent it");
        String again = bench.quote("inv_1");
        pending(again);
        bench.mine(2);
        paid(again);
        assertEquals(1, transfers());
    }

    @Test
    void aBlockThatVanishesTakesThePaymentBackAndTheSameBytesPayAgain() {
        String quote = bench.quote("inv_1");
        pending(quote);
        bench.mine(2);
        PayAnswer.Paid first = paid(quote);
        node().reorganise(2);
        bench.later();
        assertEquals(List.of("SETTLED", "REVERSED"), bench.proofs());
        assertEquals(BigInteger.valueOf(MainnetBench.PRICE), bench.books("reserved"));
        pending(quote);
        bench.mine(2);
        assertEquals(first.txHash(), paid(quote).txHash());
        bench.mine(DEEP);
        assertEquals(List.of("SETTLED", "REVERSED", "SETTLED", "SETTLED final"), bench.proofs());
        assertEquals(1, transfers());
        assertEquals(1, new HashSet<>(node().received).size());
    }

    @Test
    void tooLittleTokenIsNotSigned() {
        assertInstanceOf(QuoteAnswer.Denied.class, bench.ask("inv_big", "100.01", MainnetBench.PAYEE));
        String quote = bench.quote("inv_1");
        node().lie("eth_call", _ -> TextNode.valueOf(String.format("0x%064x", MainnetBench.PRICE - 1)));
        assertEquals(Code.INSUFFICIENT_BALANCE, refused(quote));
        assertEquals(0, bench.events("account_signed").count());
        assertEquals(List.of(), node().received);
    }

    @Test
    void tooLittleCoinForTheFeeIsNotSigned() {
        String quote = bench.quote("inv_1");
        node().lie("eth_getBalance", _ -> TextNode.valueOf("0x1"));
        assertEquals(Code.INSUFFICIENT_BALANCE, refused(quote));
        assertEquals(List.of(), node().received);
    }

    @Test
    void aFeeAboveTheLimitOfOnePaymentOrOfADayIsNotSigned() throws IOException {
        String quote = bench.quote("inv_1");
        node().baseFee(100_000);
        assertEquals(Code.FEE_LIMIT, refused(quote));
        EvmTreasury.Manners usual = MainnetBench.usual();
        long one = 62_500L * 2_010;
        on(
                new EvmTreasury.Manners(
                        "mainnet", usual.asset(), "ETH", 2, usual.feeMost(), BigInteger.valueOf(one * 2 - 1), 3),
                1);
        pending(bench.quote("inv_1"));
        assertEquals(Code.FEE_LIMIT, refused(bench.quote("inv_2")));
        assertEquals(1, bench.events("account_signed").count());
    }

    @Test
    void paymentsAtOnceOwnANumberEach() throws Exception {
        List<String> quotes =
                Stream.of("inv_1", "inv_2", "inv_3", "inv_4").map(bench::quote).toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<PayAnswer>> calls = Stream.concat(quotes.stream(), quotes.stream())
                    .map(quote -> (Callable<PayAnswer>) () -> bench.pay(quote))
                    .toList();
            for (var answer : threads.invokeAll(calls)) {
                assertInstanceOf(PayAnswer.Pending.class, answer.get());
            }
        }
        Set<String> numbers = new HashSet<>();
        bench.events("account_signed")
                .forEach(event -> numbers.add(event.body().replaceAll(".*\"account_nonce\":\"([0-9]+)\".*", "$1")));
        assertEquals(Set.of("0", "1", "2", "3"), numbers);
        bench.mine(2);
        quotes.forEach(this::paid);
        assertEquals(4, transfers());
    }

    @Test
    void aSilentChainLeavesThePaymentUnknown() {
        String quote = bench.quote("inv_1");
        node().silent(true);
        assertEquals(Code.WALLET_ERROR, refused(quote), "without the chain nothing is signed");
        node().silent(false);
        String second = bench.quote("inv_1");
        pending(second);
        node().silent(true);
        bench.later();
        pending(second);
        node().silent(false);
        bench.mine(2);
        paid(second);
        assertEquals(1, transfers());
    }

    /** What may come instead of an answer, for each question that is asked about a payment. */
    @TestFactory
    Stream<DynamicTest> liesAndRubbishDecideNothing() {
        List<String> methods = List.of(
                "eth_chainId",
                "eth_getBlockByNumber",
                "eth_getTransactionCount",
                "eth_getTransactionReceipt",
                "eth_sendRawTransaction",
                "eth_getBalance",
                "eth_estimateGas",
                "eth_maxPriorityFeePerGas",
                "eth_call",
                "eth_getLogs");
        List<JsonNode> rubbish = List.of(
                NullNode.getInstance(),
                TextNode.valueOf(""),
                TextNode.valueOf("0x" + "f".repeat(400)),
                TextNode.valueOf("-0x1"),
                JsonNodeFactory.instance.arrayNode().add(1),
                JsonNodeFactory.instance.objectNode().put("status", "0x1"),
                JsonNodeFactory.instance.numberNode(7));
        return methods.stream().flatMap(method -> rubbish.stream()
                .map(answer -> DynamicTest.dynamicTest(method + " " + answer, () -> lied(method, answer))));
    }

    private void lied(String method, JsonNode answer) {
        node().honest();
        String quote = bench.quote("inv_" + method + answer.hashCode());
        int before = transfers();
        node().lie(method, _ -> answer);
        PayAnswer first = bench.pay(quote);
        bench.mine(2);
        bench.pay(quote);
        bench.later();
        node().honest();
        if (first instanceof PayAnswer.Refused refused) {
            assertEquals(before, transfers(), "refused and paid: " + refused);
            return;
        }
        bench.mine(2);
        paid(quote);
        assertEquals(before + 1, transfers());
    }

    @Test
    void aReceiptThatClaimsMoreThanTheChainHoldsIsNotBelieved() {
        String quote = bench.quote("inv_1");
        pending(quote);
        String one = "0x" + "1".repeat(64);
        node().lie(
                        "eth_getTransactionReceipt",
                        real -> real.isNull()
                                ? JsonNodeFactory.instance
                                        .objectNode()
                                        .put("transactionHash", one)
                                        .put("status", "0x1")
                                        .put("blockNumber", "0x1")
                                        .put("blockHash", one)
                                : ((ObjectNode) real.deepCopy()).put("blockHash", one));
        bench.mine(3);
        pending(quote);
        assertEquals(List.of(), bench.proofs());
        node().lie("eth_getTransactionReceipt", real -> ((ObjectNode) real.deepCopy())
                .put("gasUsed", "0x" + "f".repeat(30)));
        bench.mine(DEEP);
        paid(quote);
        assertEquals(0, bench.events("fee_paid").count(), "no transaction costs so much");
        node().honest();
        bench.mine(1);
        assertEquals(1, bench.events("fee_paid").count());
    }

    /** With two endpoints, one that is silent or lies can hold a payment up, and free no money. */
    @Test
    void moneyIsFreedOnlyWhenEveryEndpointSaysSo() throws IOException {
        on(MainnetBench.usual(), 2);
        String quote = bench.quote("inv_1");
        pending(quote);
        bench.nodes.forEach(one -> one.failing(true));
        bench.mine(1);
        bench.nodes.getLast().silent(true);
        bench.mine(DEEP);
        pending(quote);
        bench.nodes.getLast().silent(false);
        bench.nodes.getLast().lie("eth_getTransactionReceipt", _ -> NullNode.getInstance());
        bench.later();
        pending(quote);
        assertEquals(List.of(), bench.proofs());
    }

    @Test
    void realMoneyGoesOnlyToWhomAKeyNames() {
        QuoteAnswer.Denied other = assertInstanceOf(
                QuoteAnswer.Denied.class, bench.ask("inv_1", "0.05", "0x00000000000000000000000000000000000000ab"));
        assertEquals("PAYEE_MISMATCH", other.detail().code());
        for (String wrong : List.of(
                bench.account(),
                MainnetBench.USDC.contract().text(),
                "0x0000000000000000000000000000000000000000",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
                "1ABC...xyz")) {
            assertInstanceOf(QuoteAnswer.Unusable.class, bench.ask("inv_2", "0.05", wrong), wrong);
        }
        assertInstanceOf(QuoteAnswer.Unusable.class, bench.ask("inv_3", "0.0000001", MainnetBench.PAYEE));
    }

    @Test
    void moneyThatLeavesWithoutTheLedgerFreezesEverything() {
        String first = bench.quote("inv_1");
        pending(first);
        bench.mine(2);
        paid(first);
        bench.mine(DEEP);
        assertEquals(0, bench.events("frozen").count(), "its own transfers are known");
        String second = bench.quote("inv_2");
        node().steal(bench.account(), "0x00000000000000000000000000000000000000bb", 7);
        bench.later();
        assertEquals(1, bench.events("frozen").count());
        assertEquals(Code.FROZEN, refused(second));
        assertEquals(BigInteger.valueOf(7), bench.books("suspense"));
        bench.ledger.thaw("everything");
        bench.mine(1);
        assertEquals(1, bench.events("frozen").count(), "somebody has looked");
        String third = bench.quote("inv_2");
        pending(third);
        bench.mine(2);
        paid(third);
        assertEquals(2, transfers());
    }

    /** The process dies at a durable point on the way of a payment, and another goes on with its files. */
    @TestFactory
    Stream<DynamicTest> killedAtEachStep() {
        return Stream.of(
                        DurablePoint.VOIDED,
                        DurablePoint.AUTHORIZATION_COMMITTED,
                        DurablePoint.AUTHORIZATION_SYNCED,
                        DurablePoint.AUTHORIZATION_JOURNALED,
                        DurablePoint.ANSWERED,
                        DurablePoint.SETTLED,
                        DurablePoint.FINALIZED)
                .map(point -> DynamicTest.dynamicTest(point.name(), () -> killedAt(point)));
    }

    private void killedAt(DurablePoint point) {
        String invoice = "inv_" + point;
        int before = transfers();
        String quote = bench.quote(invoice);
        bench.diesAt(point);
        boolean died = step(() -> bench.pay(quote)) || step(() -> bench.mine(2)) || step(() -> bench.mine(DEEP));
        assertEquals(point != DurablePoint.VOIDED, died);
        if (died) {
            bench.again();
        }
        finish(invoice);
        assertEquals(before + 1, transfers(), point.name());
    }

    /** A replacement is as durable as the first before it leaves. */
    @TestFactory
    Stream<DynamicTest> killedWhileAnotherIsSigned() {
        return Stream.of(
                        DurablePoint.AUTHORIZATION_COMMITTED,
                        DurablePoint.AUTHORIZATION_SYNCED,
                        DurablePoint.AUTHORIZATION_JOURNALED)
                .map(point -> DynamicTest.dynamicTest(point.name(), () -> {
                    String invoice = "inv_again_" + point;
                    int before = transfers();
                    pending(bench.quote(invoice));
                    node().baseFee(5_000);
                    bench.diesAt(point);
                    int handed = new HashSet<>(node().received).size();
                    bench.nodes.forEach(one -> one.mine(4));
                    assertThrows(MainnetBench.Dead.class, bench::later);
                    assertEquals(handed, new HashSet<>(node().received).size(), "nothing left before it was durable");
                    bench.again();
                    finish(invoice);
                    assertEquals(before + 1, transfers());
                    node().baseFee(1_000);
                }));
    }

    private static boolean step(Runnable work) {
        try {
            work.run();
            return false;
        } catch (MainnetBench.Dead dead) {
            return true;
        }
    }

    private void finish(String invoice) {
        String quote = bench.quote(invoice);
        bench.pay(quote);
        bench.mine(2);
        paid(quote);
        bench.mine(DEEP);
        paid(quote);
    }
}
