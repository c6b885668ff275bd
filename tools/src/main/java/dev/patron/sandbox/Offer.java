package dev.patron.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.sandbox.Answer.Manner;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the seller asks for: builds the 402 answer of x402 version 2, honest or not, and knows again what it has asked.
 *
 * <p>The demand stands in the header {@code PAYMENT-REQUIRED}, base64 of JSON; the body is {@code {}}.
 */
final class Offer {
    private static final int ISSUED_MAX = 64;
    private static final BigInteger TEN = BigInteger.TEN;
    private static final String STRANGER = Words.addressOf("patron sandbox stranger");
    private static final String OTHER_TOKEN = Words.addressOf("patron sandbox look-alike token");

    private final SandboxSettings settings;
    private final Map<Kind, LinkedHashMap<String, JsonNode>> issued = new EnumMap<>(Kind.class);

    Offer(SandboxSettings settings) {
        this.settings = settings;
    }

    /** The network of the chain as CAIP-2 has it. */
    static String network() {
        return "eip155:" + Sandbox.CHAIN_ID;
    }

    private ObjectNode honest(Kind kind) {
        ObjectNode option = Json.object()
                .put("scheme", "exact")
                .put("network", network())
                .put("amount", kind.price().toString())
                .put("asset", Sandbox.TOKEN)
                .put("payTo", Sandbox.PAY_TO)
                .put("maxTimeoutSeconds", settings.maxTimeoutSeconds());
        option.putObject("extra").put("name", Sandbox.TOKEN_NAME).put("version", Sandbox.TOKEN_VERSION);
        return option;
    }

    private static ObjectNode dearer(Kind kind, ObjectNode option) {
        return option.deepCopy().put("amount", kind.price().multiply(TEN).toString());
    }

    private ObjectNode option(Kind kind, Set<Fault> faults) {
        ObjectNode option = faults.contains(Fault.PRICE) ? dearer(kind, honest(kind)) : honest(kind);
        ObjectNode extra = (ObjectNode) option.path("extra");
        for (Fault fault : faults) {
            switch (fault) {
                case PAY_TO -> option.put("payTo", STRANGER);
                case ASSET -> option.put("asset", OTHER_TOKEN);
                case NETWORK -> option.put("network", "eip155:" + (Sandbox.CHAIN_ID + 1));
                case TOKEN_NAME -> extra.put("name", "USD Coin");
                case UPFRONT_FLOW -> extra.put("paymentFlow", "upfront");
                case PERMIT2 -> extra.put("assetTransferMethod", "permit2");
                case UPTO -> {
                    option.put("scheme", "upto");
                    extra.put("assetTransferMethod", "permit2");
                }
                case TIMEOUT_3 -> option.put("maxTimeoutSeconds", 3);
                case TIMEOUT_MISSING -> option.remove("maxTimeoutSeconds");
                case TIMEOUT_YEAR -> option.put("maxTimeoutSeconds", 31_536_000);
                default -> {
                    // The others do not touch the option.
                }
            }
        }
        return option;
    }

    private ObjectNode demand(Kind kind, String url, String error, List<ObjectNode> options) {
        ObjectNode demand = Json.object().put("x402Version", 2).put("error", error);
        demand.putObject("resource")
                .put("url", url)
                .put("description", kind.description() + " (simulated)")
                .put("mimeType", "application/json");
        ArrayNode accepts = demand.putArray("accepts");
        options.forEach(option -> {
            accepts.add(option);
            remember(kind, option);
        });
        if (settings.terms().recovery() == SandboxSettings.Recovery.PAYMENT_IDENTIFIER) {
            demand.putObject("extensions").set("payment-identifier", PaymentId.advertised());
        }
        return demand;
    }

    /** The 402 answer to a request for a kind at a URL. */
    synchronized Answer answer(Kind kind, String url, String error, Set<Fault> faults) {
        ObjectNode option = option(kind, faults);
        List<ObjectNode> options = new ArrayList<>(List.of(option));
        if (faults.contains(Fault.DECOY_FIRST)) {
            options.addFirst(dearer(kind, option).put("payTo", STRANGER));
        }
        ObjectNode demand = demand(kind, url, error, options);
        Answer bare = Answer.json(402, Json.object()).with("Cache-Control", "no-store");
        if (faults.contains(Fault.FLAT_BODY)) {
            return body(bare, flat(option));
        }
        if (faults.contains(Fault.VERSION_1)) {
            return body(bare, version1(option, url, error));
        }
        if (faults.contains(Fault.BODY_ONLY)) {
            return body(bare, demand);
        }
        Answer answer = bare;
        if (faults.contains(Fault.BODY_AND_HEADER)) {
            answer = body(bare, demand);
        }
        if (faults.contains(Fault.HEADER_BODY_DIFFER)) {
            answer = body(bare, demand(kind, url, error, List.of(dearer(kind, option))));
        }
        if (faults.contains(Fault.HUGE_402)) {
            answer = answer.sent(Manner.ENDLESS);
        }
        answer = answer.with("PAYMENT-REQUIRED", header(demand, kind, faults));
        if (faults.contains(Fault.DUPLICATE_HEADER)) {
            ObjectNode second = demand(kind, url, error, List.of(dearer(kind, option)));
            answer = answer.with("PAYMENT-REQUIRED", base64(Json.bytes(second)));
        }
        return answer;
    }

    private static String header(ObjectNode demand, Kind kind, Set<Fault> faults) {
        if (faults.contains(Fault.BAD_BASE64)) {
            return "%%% this is not base64 %%%";
        }
        String text = new String(Json.bytes(demand), StandardCharsets.UTF_8);
        if (faults.contains(Fault.HUGE_HEADER)) {
            text = text.replace("\"x402Version\":2", "\"filling\":\"" + "x".repeat(786_432) + "\",\"x402Version\":2");
        }
        if (faults.contains(Fault.DUPLICATE_KEYS)) {
            String amount = "\"amount\":\"" + kind.price() + "\"";
            text = text.replace(amount, amount + ",\"amount\":\"" + kind.price().multiply(TEN) + "\"");
        }
        if (faults.contains(Fault.DEEP_JSON)) {
            text = text.replace(
                    "\"x402Version\":2", "\"deep\":" + "[".repeat(10_000) + "]".repeat(10_000) + ",\"x402Version\":2");
        }
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode flat(ObjectNode option) {
        return Json.object()
                .put("error", "payment_required")
                .put("message", "Payment required")
                .put("amount", option.path("amount").asText())
                .put("payTo", option.path("payTo").asText())
                .put("network", option.path("network").asText())
                .put("asset", option.path("asset").asText())
                .put("scheme", option.path("scheme").asText());
    }

    private static ObjectNode version1(ObjectNode option, String url, String error) {
        ObjectNode old = Json.object()
                .put("scheme", option.path("scheme").asText())
                .put("network", "patron-sandbox")
                .put("maxAmountRequired", option.path("amount").asText())
                .put("resource", url)
                .put("description", "simulated")
                .put("mimeType", "application/json")
                .put("payTo", option.path("payTo").asText())
                .put("maxTimeoutSeconds", option.path("maxTimeoutSeconds").asInt(60))
                .put("asset", option.path("asset").asText());
        old.set("extra", option.path("extra"));
        ObjectNode demand = Json.object().put("x402Version", 1).put("error", error);
        demand.putArray("accepts").add(old);
        return demand;
    }

    private static Answer body(Answer answer, JsonNode body) {
        return new Answer(answer.status(), answer.headers(), Json.bytes(body), answer.manner());
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private void remember(Kind kind, ObjectNode option) {
        LinkedHashMap<String, JsonNode> mine = issued.computeIfAbsent(kind, _ -> new LinkedHashMap<>());
        mine.putLast(option.toString(), option);
        if (mine.size() > ISSUED_MAX) {
            mine.pollFirstEntry();
        }
    }

    /**
     * The option a buyer accepted, if it was ever offered for this kind. Everything outside {@code extra} must be
     * equal; {@code extra} may hold more than was offered.
     */
    synchronized Optional<JsonNode> accepted(Kind kind, JsonNode accepted) {
        remember(kind, honest(kind));
        return issued.getOrDefault(kind, new LinkedHashMap<>()).values().stream()
                .filter(offered -> equal(offered, accepted))
                .findFirst();
    }

    private static boolean equal(JsonNode offered, JsonNode accepted) {
        if (!accepted.isObject() || !accepted.path("extra").isObject()) {
            return false;
        }
        ObjectNode mine = offered.deepCopy();
        ObjectNode theirs = accepted.deepCopy();
        JsonNode wanted = mine.remove("extra");
        JsonNode given = theirs.remove("extra");
        return mine.equals(theirs)
                && wanted.propertyStream().allMatch(entry -> entry.getValue().equals(given.get(entry.getKey())));
    }
}
