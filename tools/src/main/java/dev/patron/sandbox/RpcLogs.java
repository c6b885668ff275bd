package dev.patron.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.sandbox.Rpc.RpcError;
import java.util.OptionalLong;

/** {@code eth_getLogs}: the events between two blocks, or in one, that match an address and topics. */
final class RpcLogs {
    private static final int LOGS_MAX = 10_000;
    private static final int TOPICS_MAX = 4;

    private final SandboxChain chain;
    private final RpcShapes shapes;

    RpcLogs(SandboxChain chain, RpcShapes shapes) {
        this.chain = chain;
        this.shapes = shapes;
    }

    ArrayNode matching(JsonNode filter) {
        if (!filter.isObject() || filter.path("topics").size() > TOPICS_MAX) {
            throw RpcError.params("invalid params: a filter is an object with at most four topics");
        }
        long from;
        long to;
        if (filter.path("blockHash").isTextual()) {
            if (filter.has("fromBlock") || filter.has("toBlock")) {
                throw RpcError.params("invalid params: blockHash excludes fromBlock and toBlock");
            }
            from = byHash(filter.path("blockHash").asText());
            to = from;
        } else {
            from = block(filter.path("fromBlock"));
            to = Math.min(block(filter.path("toBlock")), chain.head());
            if (from > to && filter.has("toBlock") && from > block(filter.path("toBlock"))) {
                throw RpcError.params("invalid params: fromBlock is after toBlock");
            }
        }
        ArrayNode found = Json.array();
        for (Transaction transaction : chain.transactions(from, to)) {
            for (ObjectNode log : shapes.logs(transaction)) {
                if (fits(filter.path("address"), log.path("address").asText()) && topicsFit(filter, log)) {
                    found.add(log);
                }
            }
            if (found.size() > LOGS_MAX) {
                throw new RpcError(-32005, "more than " + LOGS_MAX + " logs match; ask for fewer blocks");
            }
        }
        return found;
    }

    private long byHash(String hash) {
        OptionalLong number = Words.isWord(hash) ? chain.numberOf(hash) : OptionalLong.empty();
        return number.orElseThrow(() -> new RpcError(-32000, "unknown block"));
    }

    private long block(JsonNode named) {
        return named.isMissingNode() || named.isNull()
                ? chain.head()
                : Tags.number(chain, named.asText("")).orElse(Long.MAX_VALUE);
    }

    private static boolean topicsFit(JsonNode filter, ObjectNode log) {
        JsonNode wanted = filter.path("topics");
        JsonNode topics = log.path("topics");
        if (wanted.size() > topics.size()) {
            return false;
        }
        for (int index = 0; index < wanted.size(); index++) {
            if (!fits(wanted.path(index), topics.path(index).asText())) {
                return false;
            }
        }
        return true;
    }

    /** Whether a value is the wanted one, one of the wanted ones, or nothing is wanted. */
    private static boolean fits(JsonNode wanted, String value) {
        if (wanted.isMissingNode() || wanted.isNull()) {
            return true;
        }
        if (!wanted.isArray()) {
            return wanted.asText().equalsIgnoreCase(value);
        }
        for (JsonNode one : wanted) {
            if (one.asText().equalsIgnoreCase(value)) {
                return true;
            }
        }
        return wanted.isEmpty();
    }
}
