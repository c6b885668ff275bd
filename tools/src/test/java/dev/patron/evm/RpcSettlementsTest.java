package dev.patron.evm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.Shop;
import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Network;
import dev.patron.payment.Authorization;
import dev.patron.payment.Block;
import dev.patron.payment.ChainException;
import dev.patron.payment.ChainHead;
import dev.patron.payment.Fate;
import dev.patron.payment.Movement;
import dev.patron.payment.SettlementProof;
import dev.patron.wire.Wire;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class RpcSettlementsTest {
    private static final Network BASE = Shop.USDC.network();
    private static final Address OWNER = new Address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
    private static final String OTHER = "0x15d34aaf54267db7d7c367839aaf71a00a2c6a65";
    private static final String NONCE = "0x" + "a1".repeat(32);
    private static final String SECOND = "0x" + "a2".repeat(32);

    private final Wire wire = new Wire();
    private FakeChain chain;
    private RpcSettlements settlements;

    @BeforeEach
    void open() throws IOException {
        chain = new FakeChain();
        settlements = reading(Finality.FINALIZED, chain.uri());
    }

    @AfterEach
    void close() {
        chain.close();
        wire.close();
    }

    private RpcSettlements reading(Finality finality, URI... endpoints) {
        return new RpcSettlements(List.of(new ChainAccess(BASE, List.of(endpoints), finality)), wire);
    }

    private static Block block(long number) {
        return new Block(number, FakeChain.hash("bb", number), Instant.ofEpochSecond(1_000 + 2 * number));
    }

    private static Authorization.Eip3009 validBefore(long second) {
        return new Authorization.Eip3009(
                Shop.DOMAIN,
                OWNER,
                Shop.PAYEE,
                Amount.ofUnits(Shop.USDC, "50000"),
                Instant.ofEpochSecond(second),
                NONCE);
    }

    private Fate fate() {
        return settlements.fate(validBefore(5_000), 10);
    }

    private String unclear() {
        return assertInstanceOf(Fate.Unclear.class, fate(), "unclear").why();
    }

    private void settle(long block) {
        chain.used(block, 1, OWNER, NONCE);
        chain.transfer(block, 1, OWNER.text(), Shop.PAYEE.text(), 50_000);
    }

    @Test
    void theHeadAndTheFinalBlockAreRead() {
        assertEquals(new ChainHead(block(100), block(90)), settlements.head(BASE));
        assertEquals(
                new ChainHead(block(100), block(100)),
                reading(Finality.LATEST, chain.uri()).head(BASE));
    }

    @Test
    void aFinalBlockAboveTheNewestIsNotBelieved() {
        chain.lie(
                "eth_getBlockByNumber",
                block -> block.path("number").asText().equals("0x5a")
                        ? ((ObjectNode) block).put("number", "0x65")
                        : block);
        assertThrows(ChainException.class, () -> settlements.head(BASE));
    }

    @Test
    void anUnusedNonceIsOpenUntilAFinalBlockReachesItsEnd() {
        assertEquals(new Fate.Open(new ChainHead(block(100), block(90))), settlements.fate(validBefore(1_181), 10));
        assertEquals(new Fate.Dead(block(90)), settlements.fate(validBefore(1_180), 10));
        assertEquals(new Fate.Dead(block(90)), settlements.fate(validBefore(1_000), 10));
    }

    @Test
    void aUseAfterTheFinalBlockIsSeenAlthoughItIsNotFinal() {
        settle(95);
        assertEquals(
                new Fate.Used(new SettlementProof(
                        FakeChain.transaction(1),
                        block(95),
                        OWNER,
                        Shop.PAYEE,
                        BigInteger.valueOf(50_000),
                        NONCE,
                        false)),
                fate());
        chain.settled = 95;
        assertTrue(assertInstanceOf(Fate.Used.class, fate()).proof().isFinal());
    }

    @Test
    void whatWasReallyTransferredIsToldEvenIfItIsNotWhatWasSigned() {
        chain.used(80, 1, OWNER, NONCE);
        chain.transfer(80, 1, OWNER.text(), OTHER, 7);
        SettlementProof proof = assertInstanceOf(Fate.Used.class, fate()).proof();
        assertEquals(new Address(OTHER), proof.to());
        assertEquals(BigInteger.valueOf(7), proof.units());
    }

    @Test
    void withinOneTransactionEachNonceHasItsOwnTransfer() {
        chain.used(80, 1, OWNER, SECOND);
        chain.transfer(80, 1, OWNER.text(), OTHER, 1);
        chain.used(80, 1, OWNER, NONCE);
        chain.transfer(80, 1, OWNER.text(), Shop.PAYEE.text(), 50_000);
        chain.transfer(80, 1, OWNER.text(), OTHER, 2);
        assertEquals(
                BigInteger.valueOf(50_000),
                assertInstanceOf(Fate.Used.class, fate()).proof().units());
    }

    @Test
    void aCancellationCountsOnceItIsFinal() {
        chain.cancelled(95, 1, OWNER, NONCE);
        assertTrue(unclear().contains("not final"));
        chain.settled = 95;
        assertEquals(new Fate.Cancelled(FakeChain.transaction(1), block(95)), fate());
    }

    @Test
    void aSpentNonceWithoutAnEventIsUnclear() {
        chain.spent(NONCE, 50);
        assertTrue(unclear().contains("no event"));
        chain.used(5, 1, OWNER, NONCE);
        assertTrue(unclear().contains("since block 10"));
    }

    @Test
    void aUseWithoutATransferOfTheSamePayerIsUnclear() {
        chain.used(80, 1, OWNER, NONCE);
        chain.transfer(80, 1, OTHER, Shop.PAYEE.text(), 50_000);
        chain.transfer(80, 2, OWNER.text(), Shop.PAYEE.text(), 50_000);
        assertTrue(unclear().contains("no transfer"));
    }

    @Test
    void aTransferOfAnotherTokenIsNoTransfer() {
        chain.used(80, 1, OWNER, NONCE);
        chain.transfer(80, 1, OWNER.text(), Shop.PAYEE.text(), 50_000).put("address", OTHER);
        assertTrue(unclear().contains("no transfer"));
    }

    @Test
    void aFailedTransactionIsUnclear() {
        settle(80);
        chain.fail(1);
        assertTrue(unclear().contains("does not fit"));
    }

    @Test
    void aVanishedBlockIsUnclear() {
        settle(80);
        chain.lie(
                "eth_getBlockByNumber",
                answer -> answer.path("number").asText().equals("0x50")
                        ? ((ObjectNode) answer).put("hash", FakeChain.hash("ee", 80))
                        : answer);
        assertTrue(unclear().contains("no longer part"));
    }

    @Test
    void aMissingReceiptIsUnclear() {
        settle(80);
        chain.lie("eth_getTransactionReceipt", _ -> JsonNodeFactory.instance.nullNode());
        assertTrue(unclear().contains("no receipt"));
    }

    @Test
    void removedUnaskedAndDoubledLogsAreNotBelieved() {
        settle(80);
        chain.lie("eth_getLogs", logs -> change(logs, log -> log.put("removed", true)));
        assertTrue(unclear().contains("removed"));
        chain.lie("eth_getLogs", logs -> change(logs, log -> log.put("address", OTHER)));
        assertTrue(unclear().contains("not asked"));
        chain.lie("eth_getLogs", logs -> change(logs, log -> log.put("blockNumber", "0x5")));
        assertTrue(unclear().contains("not asked"));
        chain.lie(
                "eth_getLogs",
                logs -> change(logs, log -> log.withArray("/topics").set(2, SECOND)));
        assertTrue(unclear().contains("not asked"));
        chain.lie("eth_getLogs", logs -> ((ArrayNode) logs).add(logs.path(0)));
        assertTrue(unclear().contains("2 times"));
    }

    private static JsonNode change(JsonNode logs, java.util.function.Consumer<ObjectNode> change) {
        ArrayNode changed = logs.deepCopy();
        changed.forEach(log -> change.accept((ObjectNode) log));
        return changed;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0x", "0x1", "", "yes", "0x0000000000000000000000000000000000000000000000000000000000000002"})
    void aStateThatIsNotABooleanIsUnclear(String state) {
        chain.lie("eth_call", _ -> JsonNodeFactory.instance.textNode(state));
        unclear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"number", "hash", "timestamp"})
    void aMalformedBlockIsUnclear(String field) {
        for (String value : List.of("0x", "-1", "0xffffffffffffffffffff", "1", "0xzz")) {
            chain.lie("eth_getBlockByNumber", block -> ((ObjectNode) block).put(field, value));
            unclear();
        }
        chain.lie("eth_getBlockByNumber", block -> ((ObjectNode) block).putNull(field));
        unclear();
        chain.lie("eth_getBlockByNumber", _ -> JsonNodeFactory.instance.textNode("block"));
        unclear();
    }

    @Test
    void anotherChainIsNotAskedAgain() {
        chain.chainId = 1;
        ChainException e = assertThrows(ChainException.class, () -> settlements.head(BASE));
        assertTrue(String.valueOf(e.getMessage()).contains("serves chain `1`, expected `8453`"), e::getMessage);
        assertEquals(List.of("eth_chainId"), chain.asked);
    }

    @Test
    void theNextEndpointIsAskedWhereOneFails() throws IOException {
        try (FakeChain wrong = new FakeChain()) {
            wrong.chainId = 1;
            RpcSettlements several =
                    reading(Finality.FINALIZED, URI.create("http://127.0.0.1:1/"), wrong.uri(), chain.uri());
            assertEquals(block(100), several.head(BASE).latest());
            several.head(BASE);
            assertEquals(1, chain.asked.stream().filter("eth_chainId"::equals).count());
        }
    }

    @Test
    void whatTwoEndpointsDisagreeOnIsWaitedFor() throws IOException {
        try (FakeChain second = new FakeChain()) {
            RpcSettlements both = reading(Finality.FINALIZED, chain.uri(), second.uri());
            settle(95);
            Fate.Unclear unlike = assertInstanceOf(Fate.Unclear.class, both.fate(validBefore(5_000), 10));
            assertTrue(unlike.why().contains("disagree"), unlike::why);
            assertThrows(ChainException.class, () -> both.movements(Shop.USDC, OWNER, 20, 99));

            second.used(95, 1, OWNER, NONCE);
            second.transfer(95, 1, OWNER.text(), Shop.PAYEE.text(), 50_000);
            chain.settled = 95;
            Fate.Used used = assertInstanceOf(Fate.Used.class, both.fate(validBefore(5_000), 10));
            assertFalse(used.proof().isFinal(), "final where all say so");
            second.settled = 95;
            used = assertInstanceOf(Fate.Used.class, both.fate(validBefore(5_000), 10));
            assertTrue(used.proof().isFinal());
            assertEquals(1, both.movements(Shop.USDC, OWNER, 20, 99).size());

            silence(second);
            assertInstanceOf(
                    Fate.Used.class, both.fate(validBefore(5_000), 10), "one that answers can show a settlement");
        }
    }

    private static void silence(FakeChain endpoint) {
        endpoint.lie("eth_getBlockByNumber", _ -> {
            throw new IllegalArgumentException();
        });
    }

    @Test
    void moneyIsReleasedOnlyWhenAllEndpointsAgree() throws IOException {
        try (FakeChain second = new FakeChain()) {
            RpcSettlements both = reading(Finality.FINALIZED, chain.uri(), second.uri());
            second.settled = 89;
            assertInstanceOf(Fate.Unclear.class, both.fate(validBefore(1_180), 10), "the second is not there yet");
            second.settled = 95;
            assertEquals(new Fate.Dead(block(90)), both.fate(validBefore(1_180), 10));
            silence(second);
            Fate.Unclear unheard = assertInstanceOf(Fate.Unclear.class, both.fate(validBefore(1_180), 10));
            assertTrue(unheard.why().contains("not answer"), unheard::why);
        }
    }

    @Test
    void anUnreachableOrUnknownChainIsUnclearAndNamesNoPath() {
        chain.close();
        String why = unclear();
        assertTrue(why.contains("127.0.0.1"), why);
        assertFalse(why.contains("canary"), why);
        assertThrows(ChainException.class, () -> settlements.head(Network.parse("eip155:1")));
    }

    @Test
    void at120AnEndpointsErrorsDoNotRepeatItsPath() {
        chain.lie("eth_call", _ -> {
            throw new IllegalArgumentException();
        });
        String why = unclear();
        assertTrue(why.contains("eth_call") && why.contains("-32000"), why);
        assertFalse(why.contains("canary"), why);
        assertFalse(new ChainAccess(BASE, List.of(chain.uri()), Finality.SAFE)
                .toString()
                .contains("canary"));
    }

    @Test
    void aBalanceIsReadAtABlock() {
        assertEquals(BigInteger.valueOf(1_000_095), settlements.balance(Shop.USDC, OWNER, block(95)));
        Block unknown = new Block(95, FakeChain.hash("ee", 95), Instant.EPOCH);
        assertThrows(ChainException.class, () -> settlements.balance(Shop.USDC, OWNER, unknown));
    }

    @Test
    void movementsAreListedInOrderWithTheirNonces() {
        chain.latest = 10_000;
        String nobody = "0x" + "0".repeat(40);
        chain.transfer(20, 1, nobody, OWNER.text(), 9);
        chain.used(4_000, 2, OWNER, NONCE);
        chain.transfer(4_000, 2, OWNER.text(), Shop.PAYEE.text(), 1);
        chain.used(4_000, 2, OWNER, SECOND);
        chain.transfer(4_000, 2, OWNER.text(), OTHER, 2);
        chain.transfer(4_000, 3, OWNER.text(), OTHER, 3);
        chain.transfer(9_999, 4, OWNER.text(), OWNER.text(), 4);
        chain.transfer(9_999, 5, OTHER, Shop.PAYEE.text(), 5);
        List<Movement> movements = settlements.movements(Shop.USDC, OWNER, 20, 9_999);
        assertEquals(
                List.of("9", "1", "2", "3", "4"),
                movements.stream().map(movement -> movement.units().toString()).toList());
        assertEquals(
                List.of(Optional.empty(), Optional.of(NONCE), Optional.of(SECOND), Optional.empty(), Optional.empty()),
                movements.stream().map(Movement::nonce).toList());
        assertEquals(Shop.USDC.contract(), movements.getFirst().from(), "a mint comes from the contract itself");
        assertEquals(block(4_000), movements.get(1).block());
    }

    @Test
    void movementsOfAChangingChainAreRefused() {
        chain.transfer(20, 1, OTHER, OWNER.text(), 9);
        chain.lie("eth_getLogs", logs -> change(logs, log -> log.put("blockHash", FakeChain.hash("ee", 20))));
        assertThrows(ChainException.class, () -> settlements.movements(Shop.USDC, OWNER, 10, 100));
        chain.lie("eth_getLogs", logs -> change(logs, log -> log.put("removed", true)));
        assertThrows(ChainException.class, () -> settlements.movements(Shop.USDC, OWNER, 10, 100));
        assertThrows(ChainException.class, () -> settlements.movements(Shop.USDC, OWNER, 0, Long.MAX_VALUE - 1));
    }
}
