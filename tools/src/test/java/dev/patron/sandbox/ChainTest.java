package dev.patron.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.protocol.Service;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.methods.request.EthFilter;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.EthLog;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.protocol.core.methods.response.Transaction;
import org.web3j.protocol.core.methods.response.TransactionReceipt;

/** The chain as its clients see it: shapes, times, history, reorganizations, restarts. */
class ChainTest {
    @TempDir
    Path directory;

    private final HandClock clock = new HandClock();
    private Sandbox sandbox;
    private Buyer buyer;

    @BeforeEach
    void open() {
        sandbox = Sandbox.open(settings());
        buyer = new Buyer(sandbox.url(), 7);
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private SandboxSettings settings() {
        return SandboxSettings.defaults(directory, java.time.InstantSource.system())
                .withClock(clock);
    }

    private void reopen(SandboxSettings settings) {
        sandbox.close();
        sandbox = Sandbox.open(settings);
        buyer = new Buyer(sandbox.url(), 7);
    }

    /** Buys a picture and gives the answer. */
    private HttpResponse<String> buy(int nonce) throws IOException {
        JsonNode option = Buyer.demand(buyer.post(Buyer.IMAGE, Buyer.IMAGE_BODY))
                .path("accepts")
                .path(0);
        ObjectNode payload = buyer.payload(
                option,
                Buyer.authorization(
                        option, buyer.address(), sandbox.chain().time().getEpochSecond(), nonce));
        return buyer.pay(Buyer.IMAGE, Buyer.IMAGE_BODY, payload);
    }

    private static String nonce(int number) {
        return "0x" + String.format("%064x", number);
    }

    private static BigInteger units(long units) {
        return BigInteger.valueOf(units);
    }

    private Web3j web3j() {
        return Web3j.build(new Service(false) {
            @Override
            protected InputStream performIO(String payload) throws IOException {
                return new ByteArrayInputStream(
                        buyer.post("/rpc", payload).body().getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public void close() {
                // Nothing is held open.
            }
        });
    }

    @Test
    void anotherLibraryReadsEveryShape() throws IOException {
        sandbox.fund(buyer.address(), units(100_000));
        clock.move(10);
        String hash = Buyer.receipt(buy(1)).path("transaction").asText();
        Web3j web3j = web3j();
        assertEquals(units(Sandbox.CHAIN_ID), web3j.ethChainId().send().getChainId());
        TransactionReceipt receipt = web3j.ethGetTransactionReceipt(hash)
                .send()
                .getTransactionReceipt()
                .orElseThrow();
        assertTrue(receipt.isStatusOK());
        BigInteger number = receipt.getBlockNumber();
        assertEquals(web3j.ethBlockNumber().send().getBlockNumber(), number);
        EthBlock.Block block = web3j.ethGetBlockByNumber(DefaultBlockParameter.valueOf(number), true)
                .send()
                .getBlock();
        assertEquals(receipt.getBlockHash(), block.getHash());
        assertEquals(units(clock.instant().getEpochSecond()), block.getTimestamp());
        assertEquals(hash, ((Transaction) block.getTransactions().getFirst().get()).getHash());
        assertEquals(
                block.getHash(),
                web3j.ethGetBlockByHash(block.getHash(), false)
                        .send()
                        .getBlock()
                        .getHash());
        Transaction transaction =
                web3j.ethGetTransactionByHash(hash).send().getTransaction().orElseThrow();
        assertEquals(Sandbox.TOKEN.toLowerCase(Locale.ROOT), transaction.getTo());
        assertEquals(units(1), transaction.getNonce());
        assertEquals(
                units(2),
                web3j.ethGetTransactionCount(transaction.getFrom(), DefaultBlockParameterName.LATEST)
                        .send()
                        .getTransactionCount());
        EthFilter filter =
                new EthFilter(DefaultBlockParameterName.EARLIEST, DefaultBlockParameterName.LATEST, Sandbox.TOKEN);
        filter.addNullTopic();
        filter.addSingleTopic("0x" + "0".repeat(24) + buyer.address().substring(2));
        List<Log> logs = web3j.ethGetLogs(filter).send().getLogs().stream()
                .map(found -> ((EthLog.LogObject) found.get()).get())
                .toList();
        assertEquals(2, logs.size());
        assertEquals(nonce(1), logs.getFirst().getTopics().get(2));
        assertEquals(units(50_000), new BigInteger(logs.getLast().getData().substring(2), 16));
    }

    @Test
    void blockTimesNeverGoBackAndLinkUp() throws IOException {
        sandbox.fund(buyer.address(), units(100_000));
        sandbox.fund(buyer.address(), units(100_000));
        clock.move(3);
        sandbox.fund(buyer.address(), units(100_000));
        clock.move(2);
        long head = sandbox.chain().head();
        assertEquals(3 + 3 + 2, head);
        JsonNode before = buyer.rpc("eth_getBlockByNumber", "[\"0x0\",false]");
        for (long number = 1; number <= head; number++) {
            JsonNode block = buyer.rpc("eth_getBlockByNumber", "[\"0x" + Long.toHexString(number) + "\",false]");
            assertEquals(before.path("hash").asText(), block.path("parentHash").asText());
            long seconds = Long.decode(block.path("timestamp").asText());
            long secondsBefore = Long.decode(before.path("timestamp").asText());
            assertTrue(seconds == secondsBefore || seconds == secondsBefore + 1, number + " at " + seconds);
            before = block;
        }
        assertEquals(
                clock.instant().getEpochSecond(),
                Long.decode(before.path("timestamp").asText()));
        assertTrue(buyer.rpc("eth_getBlockByNumber", "[\"0x" + Long.toHexString(head + 1) + "\",false]")
                .isNull());
    }

    @Test
    void stateIsThatOfTheBlockAskedFor() throws IOException {
        sandbox.fund(buyer.address(), units(100_000));
        clock.move(5);
        long before = sandbox.chain().head();
        buy(1);
        String old = "\"0x" + Long.toHexString(before) + "\"";
        assertFalse(buyer.used(nonce(1), old));
        assertTrue(buyer.used(nonce(1), "\"latest\""));
        assertFalse(buyer.used(nonce(1), "\"finalized\""));
        clock.move(2);
        assertTrue(buyer.used(nonce(1), "\"finalized\""));
        assertEquals(units(100_000), buyer.balance(buyer.address(), old));
        String hash = buyer.rpc("eth_getBlockByNumber", "[" + old + ",false]")
                .path("hash")
                .asText();
        assertFalse(buyer.used(nonce(1), "{\"blockHash\":\"" + hash + "\",\"requireCanonical\":true}"));
        assertEquals(units(50_000), buyer.balance(buyer.address(), "\"latest\""));
    }

    @Test
    void reorganizationTakesATransferBack() throws IOException {
        sandbox.fund(buyer.address(), units(100_000));
        clock.move(5);
        String transaction = Buyer.receipt(buy(1)).path("transaction").asText();
        long head = sandbox.chain().head();
        String hash = buyer.rpc("eth_getBlockByNumber", "[\"latest\",false]")
                .path("hash")
                .asText();
        assertTrue(buyer.used(nonce(1), "\"latest\""));
        sandbox.chain().dropBlocks(2);
        assertFalse(buyer.used(nonce(1), "\"latest\""));
        assertEquals(units(100_000), buyer.balance(buyer.address(), "\"latest\""));
        assertTrue(buyer.rpc("eth_getTransactionReceipt", "[\"" + transaction + "\"]")
                .isNull());
        assertTrue(buyer.rpc("eth_getBlockByHash", "[\"" + hash + "\",false]").isNull());
        assertEquals(
                -32000,
                buyer.rpc(
                                "eth_call",
                                "[{\"to\":\"" + Sandbox.TOKEN + "\",\"data\":\"0x06fdde03\"}," + "{\"blockHash\":\""
                                        + hash + "\"}]")
                        .path("code")
                        .asInt());
        assertNotEquals(
                hash,
                buyer.rpc("eth_getBlockByNumber", "[\"0x" + Long.toHexString(head) + "\",false]")
                        .path("hash")
                        .asText());
        assertEquals(head + 1, sandbox.chain().head());
        assertThrows(IllegalArgumentException.class, () -> sandbox.chain().dropBlocks(3));
        assertEquals(202, buy(1).statusCode());
        reopen(settings());
        assertEquals(units(50_000), sandbox.chain().balance(buyer.address()));
        assertEquals(head + 2, sandbox.chain().head());
    }

    @Test
    void sellerPaysBackWhatItHoldsAndNoMore() throws IOException {
        sandbox.fund(buyer.address(), units(100_000));
        clock.move(5);
        assertEquals(202, buy(1).statusCode());
        String more = "{\"address\":\"" + buyer.address() + "\",\"units\":\"50001\"}";
        assertEquals(400, buyer.post("/sandbox/refund", more).statusCode());
        HttpResponse<String> paid = buyer.post("/sandbox/refund", more.replace("50001", "50000"));
        assertEquals(200, paid.statusCode(), paid.body());
        String transaction =
                Buyer.MAPPER.readTree(paid.body()).path("transaction").asText();
        JsonNode log = buyer.rpc("eth_getTransactionReceipt", "[\"" + transaction + "\"]")
                .path("logs")
                .path(0);
        assertEquals(
                "0x" + "0".repeat(24) + Sandbox.PAY_TO.substring(2).toLowerCase(Locale.ROOT),
                log.path("topics").path(1).asText(),
                log.toString());
        reopen(settings());
        assertEquals(units(100_000), sandbox.chain().balance(buyer.address()));
        assertEquals(units(0), sandbox.chain().balance(Sandbox.PAY_TO));
    }

    @Test
    void lateTransferStandsInTheBlockOfItsOwnTime() throws IOException {
        sandbox.fund(buyer.address(), units(100_000));
        sandbox.faults().schedule("late-settlement*1");
        assertEquals(500, buy(1).statusCode());
        clock.move(9);
        assertFalse(buyer.used(nonce(1), "\"latest\""));
        reopen(settings());
        clock.move(3_600);
        assertTrue(buyer.used(nonce(1), "\"latest\""));
        JsonNode log = buyer.rpc("eth_getLogs", "[{\"fromBlock\":\"0x2\",\"toBlock\":\"latest\"}]")
                .path(0);
        JsonNode block = buyer.rpc("eth_getBlockByHash", "[" + log.path("blockHash") + ",true]");
        assertEquals(
                clock.instant().getEpochSecond() - 3_599,
                Long.decode(block.path("timestamp").asText()));
        reopen(settings());
        assertEquals(units(50_000), sandbox.chain().balance(buyer.address()));
    }

    @Test
    void everythingIsThereAfterARestart() throws IOException {
        sandbox.fund(buyer.address(), units(100_000));
        clock.move(5);
        HttpResponse<String> bought = buy(1);
        sandbox.chain().advance(java.time.Duration.ofSeconds(100));
        String blocks = buyer.rpc("eth_getBlockByNumber", "[\"0x6\",true]").toString();
        String id = Buyer.MAPPER.readTree(bought.body()).path("id").asText();
        buyer.done(id);
        String status =
                buyer.get("/v1/generations/" + id).body().replace(sandbox.url().toString(), "");
        long head = sandbox.chain().head();
        assertTrue(status.contains("completed"), status);
        sandbox.close();
        Path log = directory.resolve("sandbox.log");
        long whole = Files.size(log);
        Files.write(log, new byte[] {0, 0, 0, 90, 1, 2, 3, 4, '{'}, StandardOpenOption.APPEND);
        sandbox = Sandbox.open(settings());
        buyer = new Buyer(sandbox.url(), 7);
        assertEquals(whole, Files.size(log));
        assertEquals(head, sandbox.chain().head());
        assertEquals(blocks, buyer.rpc("eth_getBlockByNumber", "[\"0x6\",true]").toString());
        assertEquals(
                status,
                buyer.get("/v1/generations/" + id).body().replace(sandbox.url().toString(), ""));
        assertEquals(202, buy(2).statusCode());
        assertEquals(units(0), sandbox.chain().balance(buyer.address()));
        clock.move(50);
        assertEquals(head + 51, sandbox.chain().head());
    }

    @Test
    void aChangedByteCutsTheLogThere() throws IOException {
        sandbox.fund(buyer.address(), units(100_000));
        sandbox.fund(buyer.address(), units(1));
        sandbox.close();
        Path log = directory.resolve("sandbox.log");
        byte[] bytes = Files.readAllBytes(log);
        bytes[bytes.length - 3] ^= 1;
        Files.write(log, bytes);
        sandbox = Sandbox.open(settings());
        assertEquals(units(100_000), sandbox.chain().balance(buyer.address()));
    }

    @Test
    void oneDirectoryHasOneOwner() {
        IllegalStateException refused = assertThrows(
                IllegalStateException.class, () -> Sandbox.open(settings()).close());
        assertTrue(String.valueOf(refused.getMessage()).startsWith("another sandbox owns `"), refused.getMessage());
    }

    @Test
    void finalBlocksStayFinal() throws IOException {
        clock.move(100);
        assertEquals(98, sandbox.chain().finalized());
        buyer.post("/sandbox/chain", "{\"finalityBlocks\":50}");
        assertEquals(98, sandbox.chain().finalized());
        clock.move(100);
        assertEquals(150, sandbox.chain().finalized());
        reopen(settings().withFinalityBlocks(60));
        assertEquals(150, sandbox.chain().finalized());
    }

    @Test
    void clockThatGoesBackDoesNotMoveTheChain() {
        clock.move(100);
        long head = sandbox.chain().head();
        clock.move(-50);
        assertEquals(head, sandbox.chain().head());
    }

    @Test
    void badCallsGetTheUsualErrors() throws IOException {
        assertEquals(-32601, buyer.rpc("eth_sendTransaction", "[]").path("code").asInt());
        assertEquals(
                -32602,
                buyer.rpc("eth_getTransactionReceipt", "[\"0x12\"]")
                        .path("code")
                        .asInt());
        assertEquals(
                -32602,
                buyer.rpc("eth_getBlockByNumber", "[\"newest\",false]")
                        .path("code")
                        .asInt());
        assertEquals(
                3,
                buyer.rpc("eth_call", "[{\"to\":\"" + Sandbox.TOKEN + "\",\"data\":\"0x12345678\"},\"latest\"]")
                        .path("code")
                        .asInt());
        assertEquals(
                -32700,
                Buyer.MAPPER
                        .readTree(buyer.post("/rpc", "{").body())
                        .path("error")
                        .path("code")
                        .asInt());
        String batch = "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_blockNumber\"},{\"id\":2}]";
        JsonNode answers = Buyer.MAPPER.readTree(buyer.post("/rpc", batch).body());
        assertEquals("0x0", answers.path(0).path("result").asText());
        assertEquals(-32600, answers.path(1).path("error").path("code").asInt());
    }

    @Test
    void domainIsTheOneOfTheFourFields() throws IOException {
        JsonNode separator =
                buyer.rpc("eth_call", "[{\"to\":\"" + Sandbox.TOKEN + "\",\"data\":\"0x3644e515\"},\"latest\"]");
        String type = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
        String words = org.web3j.crypto.Hash.sha3String(type).substring(2)
                + org.web3j.crypto.Hash.sha3String("Patron Sandbox Dollar").substring(2)
                + org.web3j.crypto.Hash.sha3String("1").substring(2)
                + String.format("%064x", Sandbox.CHAIN_ID)
                + "0".repeat(24)
                + Sandbox.TOKEN.substring(2);
        assertEquals(org.web3j.crypto.Hash.sha3(words), separator.asText());
    }
}
