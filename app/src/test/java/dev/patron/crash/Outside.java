package dev.patron.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/** What the chain says, read over its JSON-RPC with nothing of Patron in between. */
final class Outside {
    private static final String TRANSFER = topic("Transfer(address,address,uint256)");
    private static final String USED = topic("AuthorizationUsed(address,bytes32)");
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI rpc;

    /** Money that reached the seller. */
    record Payment(long block, BigInteger units) {}

    Outside(URI sandbox) {
        this.rpc = sandbox.resolve("/rpc");
    }

    private static String topic(String event) {
        return Numeric.toHexString(Hash.sha3(event.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Every transfer to the seller, the oldest first. */
    List<Payment> payments() {
        List<Payment> found = new ArrayList<>();
        String seller = "0x" + "0".repeat(24) + Sandbox.PAY_TO.substring(2).toLowerCase(java.util.Locale.ROOT);
        for (JsonNode log : logs(TRANSFER)) {
            if (log.path("topics").path(2).asText().equalsIgnoreCase(seller)) {
                found.add(new Payment(
                        Numeric.decodeQuantity(log.path("blockNumber").asText()).longValueExact(),
                        Numeric.toBigInt(log.path("data").asText())));
            }
        }
        return found;
    }

    /** The nonces of every authorization that was used, the oldest first. */
    List<String> nonces() {
        List<String> found = new ArrayList<>();
        logs(USED).forEach(log -> found.add(log.path("topics").path(2).asText()));
        return found;
    }

    private JsonNode logs(String topic) {
        ObjectNode call =
                MAPPER.createObjectNode().put("jsonrpc", "2.0").put("id", 1).put("method", "eth_getLogs");
        ObjectNode filter = call.putArray("params").addObject();
        filter.put("address", Sandbox.TOKEN).put("fromBlock", "earliest").put("toBlock", "latest");
        filter.putArray("topics").add(topic);
        HttpRequest request = HttpRequest.newBuilder(rpc)
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(call.toString()))
                .build();
        try {
            JsonNode answer =
                    MAPPER.readTree(http.send(request, BodyHandlers.ofString()).body());
            if (!answer.path("result").isArray()) {
                throw new IllegalStateException("no logs: " + answer);
            }
            return answer.path("result");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
