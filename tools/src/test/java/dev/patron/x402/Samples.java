package dev.patron.x402;

import dev.patron.Shop;
import java.net.http.HttpHeaders;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Demands as sellers write them. */
final class Samples {
    static final String RESOURCE =
            "{\"url\":\"https://api.xgen.world/v1/images/generate\",\"mimeType\":\"application/json\"}";
    static final String ENTRY = "{\"scheme\":\"exact\",\"network\":\"eip155:8453\",\"amount\":\"50000\","
            + "\"asset\":\"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913\","
            + "\"payTo\":\"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC\",\"maxTimeoutSeconds\":300,"
            + "\"extra\":{\"name\":\"USD Coin\",\"version\":\"2\"}}";
    static final String DEMAND = "{\"x402Version\":2,\"error\":\"Payment required\",\"resource\":" + RESOURCE
            + ",\"accepts\":[" + ENTRY + "]}";

    private Samples() {}

    static HttpHeaders header(String... values) {
        return HttpHeaders.of(Map.of("payment-required", List.of(values)), (_, _) -> true);
    }

    static HttpHeaders none() {
        return HttpHeaders.of(Map.of(), (_, _) -> true);
    }

    static String base64(String json) {
        return Base64.getEncoder().encodeToString(Shop.utf8(json));
    }
}
