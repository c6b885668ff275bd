package dev.patron.evm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.patron.Shop;
import dev.patron.money.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A JSON-RPC endpoint over a chain that a test writes block by block. Block {@code n} has time {@code 1000 + 2n}.
 *
 * <p>{@link #lie} changes answers on their way out.
 */
final class FakeChain implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final List<ObjectNode> logs = new ArrayList<>();
    private final Map<String, Long> spentSince = new HashMap<>();
    private final Set<String> failed = new HashSet<>();
    private final Map<String, UnaryOperator<JsonNode>> lies = new HashMap<>();
    final List<String> asked = new ArrayList<>();
    long latest = 100;
    long settled = 90;
    long chainId = 8453;

    FakeChain() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/rpc/canary");
    }

    static String hash(String kind, long number) {
        return "0x" + kind + String.format(java.util.Locale.ROOT, "%062x", number);
    }

    static String transaction(long number) {
        return hash("cc", number);
    }

    /** Adds a log of the token to a block and a transaction. */
    ObjectNode log(long block, long transaction, String... topicsAndData) {
        ObjectNode log = JSON.createObjectNode()
                .put("address", Shop.USDC.contract().text())
                .put("data", topicsAndData[topicsAndData.length - 1])
                .put("blockNumber", Hex.quantity(block))
                .put("blockHash", hash("bb", block))
                .put("transactionHash", transaction(transaction))
                .put("transactionIndex", "0x0")
                .put("logIndex", Hex.quantity(logs.size()))
                .put("removed", false);
        ArrayNode topics = log.putArray("topics");
        for (int i = 0; i < topicsAndData.length - 1; i++) {
            topics.add(topicsAndData[i]);
        }
        logs.add(log);
        return log;
    }

    ObjectNode transfer(long block, long transaction, String from, String to, long units) {
        return log(block, transaction, TokenEvents.TRANSFER, topic(from), topic(to), hash("00", units));
    }

    ObjectNode used(long block, long transaction, Address owner, String nonce) {
        spentSince.merge(nonce, block, Math::min);
        return log(block, transaction, TokenEvents.USED, Hex.word(owner), nonce, "0x");
    }

    ObjectNode cancelled(long block, long transaction, Address owner, String nonce) {
        spentSince.merge(nonce, block, Math::min);
        return log(block, transaction, TokenEvents.CANCELED, Hex.word(owner), nonce, "0x");
    }

    void spent(String nonce, long block) {
        spentSince.put(nonce, block);
    }

    void fail(long transaction) {
        failed.add(transaction(transaction));
    }

    /** Changes every result of a method. */
    void lie(String method, UnaryOperator<JsonNode> change) {
        lies.put(method, change);
    }

    private static String topic(String address) {
        return "0x" + "0".repeat(24) + address.substring(2);
    }

    private synchronized void serve(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        String method = request.path("method").asText();
        asked.add(method);
        ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
        answer.set("id", request.path("id"));
        try {
            answer.set(
                    "result",
                    lies.getOrDefault(method, result -> result).apply(result(method, request.path("params"))));
        } catch (IllegalArgumentException e) {
            answer.putObject("error").put("code", -32000).put("message", "no such thing at /rpc/canary");
        }
        byte[] bytes = JSON.writeValueAsBytes(answer);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private JsonNode result(String method, JsonNode params) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (method) {
            case "eth_chainId" -> nodes.textNode(Hex.quantity(chainId));
            case "eth_getBlockByNumber" -> block(params.path(0).asText());
            case "eth_call" -> nodes.textNode(call(params.path(0).path("data").asText(), params.path(1)));
            case "eth_getLogs" -> logs(params.path(0));
            case "eth_getTransactionReceipt" -> receipt(params.path(0).asText());
            default -> throw new IllegalArgumentException(method);
        };
    }

    private JsonNode block(String tag) {
        long number =
                switch (tag) {
                    case "latest" -> latest;
                    case "finalized", "safe" -> settled;
                    default -> Long.parseLong(tag.substring(2), 16);
                };
        if (number > latest) {
            return JsonNodeFactory.instance.nullNode();
        }
        return JSON.createObjectNode()
                .put("number", Hex.quantity(number))
                .put("hash", hash("bb", number))
                .put("timestamp", Hex.quantity(1_000 + 2 * number));
    }

    private String call(String data, JsonNode at) {
        String blockHash = at.path("blockHash").asText();
        long block = Long.parseLong(blockHash.substring(4), 16);
        if (!blockHash.equals(hash("bb", block)) || block > latest) {
            throw new IllegalArgumentException("unknown block");
        }
        if (data.startsWith(TokenEvents.BALANCE_OF)) {
            return hash("00", 1_000_000 + block);
        }
        String nonce = "0x" + data.substring(74);
        return hash("00", spentSince.getOrDefault(nonce, Long.MAX_VALUE) <= block ? 1 : 0);
    }

    private JsonNode logs(JsonNode filter) {
        long from = Long.parseLong(filter.path("fromBlock").asText().substring(2), 16);
        long to = Long.parseLong(filter.path("toBlock").asText().substring(2), 16);
        if (to - from >= 2_000) {
            throw new IllegalArgumentException("too many blocks");
        }
        ArrayNode found = JSON.createArrayNode();
        for (ObjectNode log : logs) {
            long block = Long.parseLong(log.path("blockNumber").asText().substring(2), 16);
            if (block >= from && block <= to && hasTopics(log, filter.path("topics"))) {
                found.add(log);
            }
        }
        return found;
    }

    private static boolean hasTopics(ObjectNode log, JsonNode wanted) {
        for (int i = 0; i < wanted.size(); i++) {
            if (!wanted.path(i).isNull()
                    && !wanted.path(i).equals(log.path("topics").path(i))) {
                return false;
            }
        }
        return true;
    }

    private JsonNode receipt(String transaction) {
        ObjectNode receipt = JSON.createObjectNode().put("transactionHash", transaction);
        ArrayNode own = receipt.putArray("logs");
        for (ObjectNode log : logs) {
            if (log.path("transactionHash").asText().equals(transaction)) {
                own.add(log);
                receipt.set("blockNumber", log.path("blockNumber"));
                receipt.set("blockHash", log.path("blockHash"));
            }
        }
        receipt.put("status", failed.contains(transaction) ? "0x0" : "0x1");
        return own.isEmpty() ? JsonNodeFactory.instance.nullNode() : receipt;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
