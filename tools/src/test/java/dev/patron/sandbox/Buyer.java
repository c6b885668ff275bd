package dev.patron.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.crypto.StructuredDataEncoder;
import org.web3j.utils.Numeric;

/** A buyer of a few lines that knows nothing of the sandbox but its address. */
final class Buyer {
    static final ObjectMapper MAPPER = new ObjectMapper();
    static final String IMAGE = "/v1/images/generate";
    static final String VIDEO = "/v1/videos/generate";
    static final String IMAGE_BODY =
            "{\"model\":\"nano-banana-pro\",\"prompt\":\"a tea house in spring\",\"aspect_ratio\":\"4:1\"}";
    static final String VIDEO_BODY =
            "{\"model\":\"veo-3.1-fast\",\"prompt\":\"a cat\",\"mode\":\"t2v\",\"aspect_ratio\":\"landscape\"}";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI base;
    private final ECKeyPair key;

    Buyer(URI base, long key) {
        this.base = base;
        this.key = ECKeyPair.create(BigInteger.valueOf(key));
    }

    String address() {
        return Keys.toChecksumAddress(Keys.getAddress(key));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(10));
    }

    HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    HttpClient http() {
        return http;
    }

    HttpResponse<String> get(String path) throws IOException {
        return send(request(path).GET().build());
    }

    HttpResponse<String> post(String path, String body) throws IOException {
        return send(
                request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    HttpRequest paidRequest(String path, String body, String payment) {
        return request(path)
                .header("PAYMENT-SIGNATURE", payment)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    HttpResponse<String> pay(String path, String body, JsonNode payload) throws IOException {
        return send(paidRequest(path, body, encode(payload)));
    }

    static String encode(JsonNode json) {
        return Base64.getEncoder().encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The demand in the header of a 402. */
    static JsonNode demand(HttpResponse<?> response) throws IOException {
        return decoded(response, "PAYMENT-REQUIRED");
    }

    static JsonNode receipt(HttpResponse<?> response) throws IOException {
        return decoded(response, "PAYMENT-RESPONSE");
    }

    private static JsonNode decoded(HttpResponse<?> response, String header) throws IOException {
        return MAPPER.readTree(
                Base64.getDecoder().decode(response.headers().firstValue(header).orElseThrow()));
    }

    /** An authorization over what the option asks, good for the seconds it allows. */
    static ObjectNode authorization(JsonNode option, String from, long now, int nonce) {
        return MAPPER.createObjectNode()
                .put("from", from)
                .put("to", option.path("payTo").asText())
                .put("value", option.path("amount").asText())
                .put("validAfter", "0")
                .put(
                        "validBefore",
                        Long.toString(now + option.path("maxTimeoutSeconds").asLong(60)))
                .put("nonce", "0x" + String.format("%064x", nonce));
    }

    /** A payload for an option, signed in the option's domain. */
    ObjectNode payload(JsonNode option, ObjectNode authorization) {
        String[][] fields = {
            {"from", "address"},
            {"to", "address"},
            {"value", "uint256"},
            {"validAfter", "uint256"},
            {"validBefore", "uint256"},
            {"nonce", "bytes32"}
        };
        ObjectNode payload = MAPPER.createObjectNode().put("x402Version", 2);
        payload.putObject("payload")
                .put("signature", sign(option, "TransferWithAuthorization", fields, authorization))
                .set("authorization", authorization);
        payload.set("accepted", option);
        return payload;
    }

    String cancellation(JsonNode option, String nonce) {
        String[][] fields = {{"authorizer", "address"}, {"nonce", "bytes32"}};
        ObjectNode message =
                MAPPER.createObjectNode().put("authorizer", address()).put("nonce", nonce);
        return sign(option, "CancelAuthorization", fields, message);
    }

    private String sign(JsonNode option, String type, String[][] fields, ObjectNode message) {
        ObjectNode root = MAPPER.createObjectNode().put("primaryType", type);
        ObjectNode types = root.putObject("types");
        String[][] domain = {
            {"name", "string"}, {"version", "string"}, {"chainId", "uint256"}, {"verifyingContract", "address"}
        };
        for (String[] field : domain) {
            types.withArray("EIP712Domain").addObject().put("name", field[0]).put("type", field[1]);
        }
        for (String[] field : fields) {
            types.withArray(type).addObject().put("name", field[0]).put("type", field[1]);
        }
        root.putObject("domain")
                .put("name", option.path("extra").path("name").asText())
                .put("version", option.path("extra").path("version").asText())
                .put("chainId", option.path("network").asText().replace("eip155:", ""))
                .put("verifyingContract", option.path("asset").asText());
        root.set("message", message);
        try {
            byte[] digest = new StructuredDataEncoder(root.toString()).hashStructuredData();
            Sign.SignatureData signature = Sign.signMessage(digest, key, false);
            return Numeric.toHexString(signature.getR())
                    + Numeric.toHexStringNoPrefix(signature.getS())
                    + Numeric.toHexStringNoPrefix(signature.getV());
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    JsonNode status(String id) throws IOException {
        return MAPPER.readTree(get("/v1/generations/" + id).body());
    }

    /** Asks until the painter, who runs by no clock, is done. */
    JsonNode done(String id) throws IOException {
        JsonNode status = status(id);
        for (int ask = 0; ask < 20 && status.path("progress").asInt() == 99; ask++) {
            status = status(id);
        }
        return status;
    }

    /** The result of a JSON-RPC call. */
    JsonNode rpc(String method, String params) throws IOException {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}";
        JsonNode answer = MAPPER.readTree(post("/rpc", body).body());
        return answer.has("error") ? answer.path("error") : answer.path("result");
    }

    /** {@code authorizationState} at a block named in JSON. */
    boolean used(String nonce, String block) throws IOException {
        String data = Hash.sha3String("authorizationState(address,bytes32)").substring(0, 10)
                + "0".repeat(24)
                + address().substring(2)
                + nonce.substring(2);
        JsonNode word = rpc("eth_call", "[{\"to\":\"" + Sandbox.TOKEN + "\",\"data\":\"" + data + "\"}," + block + "]");
        return word.asText().endsWith("1");
    }

    BigInteger balance(String holder, String block) throws IOException {
        String data = Hash.sha3String("balanceOf(address)").substring(0, 10) + "0".repeat(24) + holder.substring(2);
        return Numeric.toBigInt(
                rpc("eth_call", "[{\"to\":\"" + Sandbox.TOKEN + "\",\"data\":\"" + data + "\"}," + block + "]")
                        .asText());
    }
}
