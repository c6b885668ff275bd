package dev.patron.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumSet;
import java.util.Set;

/** A generation that was ordered: when, for whom, and what goes wrong with it. */
record Job(String id, Order order, long createdMillis, Claim claim, Set<Fault> faults) {
    /**
     * What a later request must show to get this job's answer again: the payment id it was made under, empty if
     * none, and the hash of the payload.
     */
    record Claim(String paymentId, String payloadHash) {
        static Claim none() {
            return new Claim("", "");
        }
    }

    boolean has(Fault fault) {
        return faults.contains(fault);
    }

    String file() {
        return id + (has(Fault.SVG) ? ".svg" : order.kind() == Kind.IMAGE ? ".png" : ".mp4");
    }

    String type() {
        return has(Fault.SVG) ? "image/svg+xml" : order.kind() == Kind.IMAGE ? "image/png" : "video/mp4";
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("t", "job")
                .put("id", id)
                .put("kind", order.kind().label())
                .put("model", order.model())
                .put("prompt", order.prompt())
                .put("aspectRatio", order.aspectRatio())
                .put("resolution", order.resolution())
                .put("created", createdMillis)
                .put("paymentId", claim.paymentId())
                .put("payloadHash", claim.payloadHash());
        ArrayNode list = json.putArray("faults");
        faults.forEach(fault -> list.add(fault.label()));
        return json;
    }

    static Job fromJson(JsonNode json) {
        Kind kind = Kind.named(json.path("kind").asText())
                .orElseThrow(() -> new IllegalArgumentException("the log holds a job of a kind unknown here"));
        Order order = new Order(
                kind,
                json.path("model").asText(),
                json.path("prompt").asText(),
                json.path("aspectRatio").asText(),
                json.path("resolution").asText());
        EnumSet<Fault> faults = EnumSet.noneOf(Fault.class);
        json.path("faults").forEach(label -> Fault.named(label.asText()).ifPresent(faults::add));
        Claim claim = new Claim(
                json.path("paymentId").asText(), json.path("payloadHash").asText());
        return new Job(json.path("id").asText(), order, json.path("created").asLong(), claim, faults);
    }
}
