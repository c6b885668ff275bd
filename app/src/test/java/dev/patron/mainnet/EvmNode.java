package dev.patron.mainnet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SignatureException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.web3j.crypto.Hash;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.transaction.type.Transaction1559;

/**
 * A JSON-RPC endpoint over a chain of a test's own. {@link #lie} changes answers on their way out. The final block lies four below the
 * newest.
 */
final class EvmNode extends EvmChain implements AutoCloseable {
    static final String TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
    static final String ORACLE = "0x420000000000000000000000000000000000000f";
    static final int FINAL_BELOW = 4;

    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final long chainId;
    private final String token;
    private final Map<String, UnaryOperator<JsonNode>> lies = new HashMap<>();
    final List<String> received = new ArrayList<>();
    final AtomicInteger asked = new AtomicInteger();
    private boolean silent;
    private volatile CountDownLatch held = new CountDownLatch(0);
    private int requestsABlock = Integer.MAX_VALUE;
    private long logsMost = Long.MAX_VALUE;

    /** What the oracle of a rollup answers; none is there while this is absent. */
    private Optional<JsonNode> beneath = Optional.empty();

    EvmNode(long chainId, String token, InstantSource clock) throws IOException {
        super(clock);
        this.chainId = chainId;
        this.token = token.toLowerCase(Locale.ROOT);
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    synchronized void silent(boolean nobody) {
        silent = nobody;
    }

    /** Answers nothing until it is released. */
    void hold() {
        held = new CountDownLatch(1);
    }

    void release() {
        held.countDown();
    }

    /** Makes a block after so many requests: time passes as it is looked at. */
    synchronized void mineEach(int requests) {
        requestsABlock = requests;
    }

    /** Looks through so many blocks at once, and refuses more. */
    synchronized void limitLogs(long blocks) {
        logsMost = blocks;
    }

    /** Changes every result of a method; unchanged again where the change is none. */
    synchronized void lie(String method, UnaryOperator<JsonNode> change) {
        lies.put(method, change);
    }

    /** From now on the chain is a rollup, which says that it takes so much for the chain beneath it, and takes half. */
    synchronized void beneath(long most) {
        beneath = Optional.of(word(BigInteger.valueOf(most)));
    }

    /** The chain is a rollup whose oracle answers something. */
    synchronized void beneath(JsonNode answer) {
        beneath = Optional.of(answer);
    }

    synchronized void honest() {
        lies.clear();
    }

    // --- JSON-RPC

    private void serve(HttpExchange exchange) throws IOException {
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        answer(exchange);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        if (asked.incrementAndGet() % requestsABlock == 0) {
            mine();
        }
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        if (silent) {
            exchange.close();
            return;
        }
        String method = request.path("method").asText();
        ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
        answer.set("id", request.path("id"));
        try {
            JsonNode result = result(method, request.path("params"));
            answer.set(
                    "result",
                    lies.getOrDefault(method, UnaryOperator.identity()).apply(result));
        } catch (IllegalStateException e) {
            answer.putObject("error").put("code", -32000).put("message", String.valueOf(e.getMessage()));
        }
        byte[] bytes = JSON.writeValueAsBytes(answer);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private JsonNode result(String method, JsonNode parameters) {
        return switch (method) {
            case "eth_chainId" -> hex(chainId);
            case "eth_getBlockByNumber" ->
                block(at(parameters.path(0)), parameters.path(1).asBoolean());
            case "eth_getTransactionCount" -> count(parameters);
            case "eth_getBalance" -> TextNode.valueOf("0xde0b6b3a7640000");
            case "eth_getCode" -> {
                at(parameters.path(1));
                yield TextNode.valueOf(isOracle(parameters.path(0)) && beneath.isPresent() ? "0x6001" : "0x");
            }
            case "eth_call" -> call(parameters);
            case "eth_estimateGas" -> hex(GAS_USED.longValue());
            case "eth_maxPriorityFeePerGas" -> hex(10);
            case "eth_sendRawTransaction" -> received(parameters.path(0).asText());
            case "eth_getTransactionReceipt" -> receipt(parameters.path(0).asText());
            case "eth_getLogs" -> logs(parameters.path(0));
            default -> throw new IllegalStateException("the method " + method + " does not exist");
        };
    }

    private static boolean isOracle(JsonNode address) {
        return address.asText().equals(ORACLE);
    }

    private JsonNode call(JsonNode parameters) {
        JsonNode call = parameters.path(0);
        String data = call.path("data").asText();
        Block block = at(parameters.path(1));
        if (isOracle(call.path("to"))) {
            return data.startsWith("0xf1c7a58b") && data.length() == 74
                    ? beneath.orElseThrow()
                    : TextNode.valueOf("0x");
        }
        return word(block.tokens().getOrDefault(owner(data), BigInteger.ZERO));
    }

    private static String owner(String data) {
        return "0x" + data.substring(data.length() - 40);
    }

    private static JsonNode hex(long number) {
        return TextNode.valueOf("0x" + Long.toHexString(number));
    }

    private static JsonNode word(BigInteger number) {
        return TextNode.valueOf(String.format("0x%064x", number));
    }

    private Block at(JsonNode where) {
        String tag = where.isObject() ? where.path("blockHash").asText() : where.asText();
        return switch (tag) {
            case "latest", "pending" -> chain.getLast();
            case "finalized" -> chain.get(Math.max(0, chain.size() - 1 - FINAL_BELOW));
            default ->
                chain.stream()
                        .filter(block ->
                                block.hash().equals(tag) || ("0x" + Long.toHexString(block.number())).equals(tag))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("unknown block"));
        };
    }

    private JsonNode count(JsonNode parameters) {
        String account = parameters.path(0).asText();
        long count = at(parameters.path(1)).counts().getOrDefault(account, 0L);
        boolean pending = parameters.path(1).asText().equals("pending");
        while (pending && hasNext(account, count)) {
            count++;
        }
        return hex(count);
    }

    private boolean hasNext(String account, long nonce) {
        return pool.values().stream().anyMatch(one -> one.from().equals(account) && one.nonce() == nonce);
    }

    private JsonNode block(Block block, boolean full) {
        ObjectNode node = JSON.createObjectNode()
                .put("number", "0x" + Long.toHexString(block.number()))
                .put("hash", block.hash())
                .put("timestamp", "0x" + Long.toHexString(block.second()))
                .put("baseFeePerGas", "0x" + baseFee.toString(16));
        ArrayNode transactions = node.putArray("transactions");
        for (Mined mined : block.mined()) {
            if (full) {
                transactions
                        .addObject()
                        .put("hash", mined.transaction().hash())
                        .put("from", mined.transaction().from())
                        .put(
                                "nonce",
                                "0x" + Long.toHexString(mined.transaction().nonce()));
            } else {
                transactions.add(mined.transaction().hash());
            }
        }
        return node;
    }

    private JsonNode received(String raw) {
        received.add(raw);
        SignedRawTransaction signed = (SignedRawTransaction) TransactionDecoder.decode(raw);
        Transaction1559 transaction = (Transaction1559) signed.getTransaction();
        if (transaction.getChainId() != chainId || !transaction.getTo().equalsIgnoreCase(token)) {
            throw new IllegalStateException("not for this chain and token");
        }
        String from = sender(signed);
        long nonce = transaction.getNonce().longValueExact();
        if (nonce < chain.getLast().counts().getOrDefault(from, 0L)) {
            throw new IllegalStateException("nonce too low");
        }
        String data = transaction.getData().replace("0x", "");
        Pooled pooled = new Pooled(
                Hash.sha3(raw),
                from,
                nonce,
                "0x" + data.substring(32, 72),
                new BigInteger(data.substring(72), 16),
                transaction.getMaxFeePerGas(),
                transaction.getMaxPriorityFeePerGas());
        String place = from + nonce;
        Pooled known = pool.get(place);
        if (known != null && known.hash().equals(pooled.hash())) {
            throw new IllegalStateException("already known");
        }
        if (known != null
                && pooled.feeMost()
                                .multiply(BigInteger.TEN)
                                .compareTo(known.feeMost().multiply(BigInteger.valueOf(11)))
                        < 0) {
            throw new IllegalStateException("replacement transaction underpriced");
        }
        pool.put(place, pooled);
        return TextNode.valueOf(pooled.hash());
    }

    /** Takes a transaction from whoever has it. */
    synchronized void hand(String raw) {
        received(raw);
    }

    private static String sender(SignedRawTransaction signed) {
        try {
            return signed.getFrom().toLowerCase(Locale.ROOT);
        } catch (SignatureException e) {
            throw new IllegalStateException("invalid sender", e);
        }
    }

    private JsonNode receipt(String hash) {
        for (Block block : chain) {
            for (Mined mined : block.mined()) {
                if (mined.transaction().hash().equals(hash)) {
                    ObjectNode node = JSON.createObjectNode()
                            .put("transactionHash", hash)
                            .put("status", mined.succeeded() ? "0x1" : "0x0")
                            .put("blockNumber", "0x" + Long.toHexString(block.number()))
                            .put("blockHash", block.hash())
                            .put("gasUsed", "0x" + GAS_USED.toString(16))
                            .put("effectiveGasPrice", "0x" + mined.price().toString(16));
                    beneath.ifPresent(
                            most -> node.put("l1Fee", "0x" + taken(most).toString(16)));
                    ArrayNode logs = node.putArray("logs");
                    if (mined.succeeded()) {
                        logs.add(log(block, mined));
                    }
                    return node;
                }
            }
        }
        return NullNode.getInstance();
    }

    private static BigInteger taken(JsonNode most) {
        return new BigInteger(most.asText().substring(2), 16).shiftRight(1);
    }

    private ObjectNode log(Block block, Mined mined) {
        ObjectNode log = JSON.createObjectNode()
                .put("address", token)
                .put("data", String.format("0x%064x", mined.transaction().units()))
                .put("blockNumber", "0x" + Long.toHexString(block.number()))
                .put("blockHash", block.hash())
                .put("transactionHash", mined.transaction().hash())
                .put("transactionIndex", "0x0")
                .put("logIndex", "0x" + Integer.toHexString(block.mined().indexOf(mined)))
                .put("removed", false);
        log.putArray("topics")
                .add(TRANSFER)
                .add(topic(mined.transaction().from()))
                .add(topic(mined.transaction().to()));
        return log;
    }

    private static String topic(String address) {
        return "0x" + "0".repeat(24) + address.substring(2);
    }

    private JsonNode logs(JsonNode filter) {
        long from = Long.decode(filter.path("fromBlock").asText());
        long to = Long.decode(filter.path("toBlock").asText());
        if (to - from >= logsMost) {
            throw new IllegalStateException("query exceeds max block range " + logsMost);
        }
        ArrayNode logs = JSON.createArrayNode();
        for (Block block : chain) {
            for (Mined mined : block.mined()) {
                boolean inside = block.number() >= from && block.number() <= to && mined.succeeded();
                ObjectNode log = log(block, mined);
                if (inside && fits(filter.path("topics"), log.path("topics"))) {
                    logs.add(log);
                }
            }
        }
        return logs;
    }

    private static boolean fits(JsonNode wanted, JsonNode topics) {
        for (int i = 0; i < wanted.size(); i++) {
            JsonNode one = wanted.path(i).isArray() ? wanted.path(i).path(0) : wanted.path(i);
            if (!one.isNull()
                    && !one.isMissingNode()
                    && !one.asText().equals(topics.path(i).asText())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
