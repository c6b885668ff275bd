package dev.patron.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.OptionalLong;

/**
 * The chain's JSON-RPC 2.0 door, with the read methods of an Ethereum node; single calls and batches.
 *
 * <p>Blocks are named by number, by tag or, where a state is asked for, by EIP-1898 hash. Errors are the usual ones:
 * -32700 not JSON, -32600 not a request, -32601 no such method, -32602 bad parameters, -32000 no such block,
 * 3 reverted.
 */
final class Rpc {
    private static final int BATCH_MAX = 100;

    private final SandboxChain chain;
    private final RpcShapes shapes;
    private final RpcLogs logs;
    private final TokenView view;

    Rpc(SandboxChain chain) {
        this.chain = chain;
        this.shapes = new RpcShapes(chain);
        this.logs = new RpcLogs(chain, shapes);
        this.view = new TokenView(chain);
    }

    /** A call that is answered with an error. */
    static final class RpcError extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int code;

        RpcError(int code, String message) {
            super(message, null, false, false);
            this.code = code;
        }

        static RpcError params(String message) {
            return new RpcError(-32602, message);
        }
    }

    /** Answers the body of a request. */
    JsonNode answer(byte[] body) {
        JsonNode request;
        try {
            request = Json.read(body);
        } catch (IllegalArgumentException _) {
            return error(NullNode.getInstance(), new RpcError(-32700, "parse error"));
        }
        if (!request.isArray()) {
            return one(request);
        }
        if (request.isEmpty() || request.size() > BATCH_MAX) {
            return error(NullNode.getInstance(), new RpcError(-32600, "a batch holds 1 to " + BATCH_MAX + " requests"));
        }
        ArrayNode answers = Json.array();
        request.forEach(single -> answers.add(one(single)));
        return answers;
    }

    private JsonNode one(JsonNode request) {
        JsonNode id = request.has("id") ? request.path("id") : NullNode.getInstance();
        if (!request.isObject() || !request.path("method").isTextual()) {
            return error(id, new RpcError(-32600, "invalid request"));
        }
        try {
            JsonNode result = call(request.path("method").asText(), request.path("params"));
            ObjectNode answer = Json.object().put("jsonrpc", "2.0");
            answer.set("id", id);
            answer.set("result", result);
            return answer;
        } catch (RpcError error) {
            return error(id, error);
        } catch (IllegalArgumentException bad) {
            return error(id, RpcError.params("invalid params: " + bad.getMessage()));
        }
    }

    private static JsonNode error(JsonNode id, RpcError error) {
        ObjectNode answer = Json.object().put("jsonrpc", "2.0");
        answer.set("id", id);
        ObjectNode inner = answer.putObject("error").put("code", error.code).put("message", error.getMessage());
        if (error.code == 3) {
            inner.put("data", TokenView.revertData(String.valueOf(error.getMessage())));
        }
        return answer;
    }

    private JsonNode call(String method, JsonNode params) {
        synchronized (chain) {
            return switch (method) {
                case "eth_chainId" -> quantity(Sandbox.CHAIN_ID);
                case "net_version" -> new TextNode(Long.toString(Sandbox.CHAIN_ID));
                case "web3_clientVersion" -> new TextNode("patron-sandbox/simulated");
                case "eth_blockNumber" -> quantity(chain.head());
                case "eth_gasPrice" -> quantity(Transaction.FEE_PER_GAS.longValueExact());
                case "eth_maxPriorityFeePerGas" -> quantity(Transaction.TIP_PER_GAS.longValueExact());
                case "eth_syncing" -> BooleanNode.FALSE;
                case "eth_getBlockByNumber" -> blockByNumber(params);
                case "eth_getBlockByHash" -> blockByHash(params);
                case "eth_getTransactionByHash" ->
                    chain.transaction(word(params.path(0)))
                            .<JsonNode>map(shapes::transaction)
                            .orElse(NullNode.getInstance());
                case "eth_getTransactionReceipt" ->
                    chain.transaction(word(params.path(0)))
                            .<JsonNode>map(shapes::receipt)
                            .orElse(NullNode.getInstance());
                case "eth_getTransactionCount" -> transactionCount(params);
                case "eth_getBalance" -> etherBalance(params);
                case "eth_getCode" -> code(params);
                case "eth_getLogs" -> logs.matching(params.path(0));
                case "eth_call" -> new TextNode(view.call(params.path(0), state(params.path(1))));
                default -> throw new RpcError(-32601, "the method " + method + " does not exist/is not available");
            };
        }
    }

    private JsonNode blockByNumber(JsonNode params) {
        OptionalLong number = tagged(params.path(0));
        boolean stands = number.isPresent() && number.getAsLong() <= chain.head();
        return stands ? shapes.block(number.getAsLong(), full(params)) : NullNode.getInstance();
    }

    private JsonNode blockByHash(JsonNode params) {
        OptionalLong number = chain.numberOf(word(params.path(0)));
        return number.isPresent() ? shapes.block(number.getAsLong(), full(params)) : NullNode.getInstance();
    }

    private static RpcShapes.Detail full(JsonNode params) {
        return params.path(1).asBoolean() ? RpcShapes.Detail.FULL : RpcShapes.Detail.HASHES;
    }

    private JsonNode transactionCount(JsonNode params) {
        long block = state(params.path(1));
        boolean relayer = address(params).equals(Transaction.RELAYER);
        return quantity(relayer ? chain.transactions(0, block).size() : 0);
    }

    private JsonNode etherBalance(JsonNode params) {
        state(params.path(1));
        boolean relayer = address(params).equals(Transaction.RELAYER);
        return quantity(relayer ? 1_000_000_000_000_000_000L : 0);
    }

    private JsonNode code(JsonNode params) {
        state(params.path(1));
        return new TextNode(address(params).equals(Words.lower(Sandbox.TOKEN)) ? "0xfe" : "0x");
    }

    /** The block a state is asked at; absent means the latest. */
    private long state(JsonNode block) {
        if (block.isObject() && block.path("blockHash").isTextual()) {
            return chain.numberOf(word(block.path("blockHash")))
                    .orElseThrow(() -> new RpcError(-32000, "header for hash not found or not canonical"));
        }
        JsonNode named = block.isObject() ? block.path("blockNumber") : block;
        OptionalLong number = named.isMissingNode() || named.isNull() ? OptionalLong.of(chain.head()) : tagged(named);
        if (number.isEmpty() || number.getAsLong() > chain.head()) {
            throw new RpcError(-32000, "header not found");
        }
        return number.getAsLong();
    }

    private OptionalLong tagged(JsonNode block) {
        return Tags.number(chain, block.asText(""));
    }

    private static String address(JsonNode params) {
        return Words.address(params.path(0).asText(""));
    }

    private static String word(JsonNode value) {
        String text = value.asText("");
        if (!Words.isWord(text)) {
            throw RpcError.params("invalid params: `" + text + "` is not a hash of 32 bytes");
        }
        return text;
    }

    private static TextNode quantity(long number) {
        return new TextNode(Words.quantity(number));
    }
}
