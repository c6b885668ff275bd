package dev.patron.mainnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.patron.evm.EvmTreasury;
import dev.patron.invoice.PayAnswer;
import dev.patron.invoice.QuoteAnswer;
import dev.patron.ledger.ApiKey;
import dev.patron.policy.Code;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Nothing is signed that the wallet, the limits or the keys do not cover, and nothing is decided on what an endpoint makes up. */
class MainnetTrustTest extends OnMainnet {
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

    /** The operator registers an address as EIP-55 writes it, the provider's invoices write it in lower case: it is one payee. */
    @Test
    void anAddressIsOnePayeeHoweverItIsWritten() {
        String lower = "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed";
        ApiKey provider = bench.providerKey("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
        QuoteAnswer.Allowed quoted =
                assertInstanceOf(QuoteAnswer.Allowed.class, bench.ask("inv_1", "0.05", lower), "it is named");
        pending(quoted.quoteId());
        bench.mine(2);
        PayAnswer.Paid paid = paid(quoted.quoteId());
        assertEquals("VERIFIED", bench.verified(provider, paid));
        assertEquals(
                1,
                bench.gateway.look(provider, "inv_1").stream()
                        .filter(invoice -> invoice.payTo().equals(lower))
                        .count());
        assertEquals(
                "PAYMENT_NOT_FOUND",
                bench.verified(bench.providerKey(MainnetBench.PAYEE), paid),
                "another payee's key sees nothing");
        assertEquals(quoted, bench.ask("inv_1", "0.05", provider.payTo()), "and the invoice is the same invoice");
    }

    /** A payee whose key was taken back between quote and payment gets nothing. */
    @Test
    void aPayeeThatWasTakenBackIsNotPaid() {
        String payTo = "0x00000000000000000000000000000000000000ab";
        ApiKey provider = bench.providerKey(payTo);
        QuoteAnswer.Allowed quoted = assertInstanceOf(QuoteAnswer.Allowed.class, bench.ask("inv_1", "0.05", payTo));
        bench.gateway.keys().revoke(provider.id());
        assertEquals(Code.PAYEE_MISMATCH, refused(quoted.quoteId()));
        assertEquals(0, bench.events("account_signed").count());
        assertEquals(List.of(), node().received);
    }

    /** What settles a day after its block still gets a proof that lives its 24 hours, and always the same one. */
    @Test
    void aProofLivesFromWhenThePaymentCounted() {
        ApiKey provider = bench.providerKey(MainnetBench.PAYEE);
        String quote = bench.quote("inv_1");
        pending(quote);
        bench.nodes.forEach(one -> one.mine(1));
        bench.pass(Duration.ofHours(25));
        bench.nodes.forEach(one -> one.mine(1));
        PayAnswer.Paid paid = paid(quote);
        assertEquals("VERIFIED", bench.verified(provider, paid));
        bench.mine(DEEP);
        assertEquals(1, bench.events("fee_paid").count(), "its block is final");
        assertEquals(paid, paid(quote), "the same token");
        bench.pass(Duration.ofHours(24));
        assertEquals("PROOF_EXPIRED", bench.verified(provider, paid));
    }

    /** A chain may be ahead of the clock here by what is let pass of it elsewhere. */
    @Test
    void aBlockSomewhatAheadOfTheClockMakesNoProofInvalid() {
        ApiKey provider = bench.providerKey(MainnetBench.PAYEE);
        String quote = bench.quote("inv_1");
        pending(quote);
        node().ahead(20);
        bench.nodes.forEach(one -> one.mine(2));
        bench.pass(Duration.ofSeconds(11));
        PayAnswer.Paid paid = paid(quote);
        assertEquals("VERIFIED", bench.verified(provider, paid));
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
}
