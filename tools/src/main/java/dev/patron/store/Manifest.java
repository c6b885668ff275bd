package dev.patron.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.delivery.Delivery;
import dev.patron.plan.PlannerUse;
import dev.patron.purchase.MediaAsset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * {@code manifest.json}: which file came from which prompt, model, shot, payment, policy revision and decision, for
 * programs. Amounts are decimal strings with six places, times ISO-8601; an unknown fact is {@code null}, never absent.
 */
final class Manifest {
    static final String FILE = "manifest.json";
    static final String SCHEMA = "patron/manifest/1";
    static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Manifest() {}

    static byte[] of(Delivery delivery) {
        ObjectNode root = JSON.createObjectNode();
        root.put("schema", SCHEMA);
        root.put("run", delivery.run());
        root.put("title", delivery.title());
        root.put("brief_sha256", delivery.brief());
        root.put("status", delivery.status());
        root.put("market", delivery.market().id());
        root.put("simulated", delivery.market().simulated());
        root.put("agent", delivery.market().agent());
        add(root.putObject("planner"), delivery.market().planner());
        ArrayNode policies = root.putArray("policy_revisions");
        delivery.market().policies().forEach(policies::add);
        root.put("started", delivery.time().started().toString());
        put(root, "ended", delivery.time().ended());
        root.put("spent_usd", delivery.totals().spent().toString());
        root.put("at_risk_usd", delivery.totals().atRisk().toString());
        put(root, "budget_usd", delivery.totals().budget());
        ArrayNode shots = root.putArray("shots");
        delivery.shots().forEach(shot -> add(shots.addObject(), shot));
        ArrayNode denials = root.putArray("denials");
        delivery.denials().forEach(denial -> add(denials.addObject(), denial));
        ArrayNode claims = root.putArray("claims");
        for (Delivery.Claim claim : delivery.claims()) {
            claims.addObject()
                    .put("claim", claim.id())
                    .put("shot", claim.shot())
                    .put("amount_usd", claim.amount().toString())
                    .put("reason", claim.reason());
        }
        try {
            return (JSON.writeValueAsString(root) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values always serializes", e);
        }
    }

    private static void add(ObjectNode node, Delivery.Item shot) {
        node.put("shot", shot.id());
        node.put("kind", shot.kind().word());
        node.put("provider", shot.provider());
        node.put("model", shot.model());
        node.put("status", shot.status());
        node.put("prompt_sha256", sha256(shot.prompt()));
        node.put("price_usd", shot.cost().price().toString());
        node.put("spent_usd", shot.cost().spent().toString());
        node.put("at_risk_usd", shot.cost().atRisk().toString());
        put(node, "resolves", shot.cost().resolves());
        ArrayNode files = node.putArray("files");
        List<String> names = shot.fileNames();
        for (int i = 0; i < names.size(); i++) {
            MediaAsset asset = shot.files().get(i);
            files.addObject()
                    .put("file", names.get(i))
                    .put("sha256", asset.sha256())
                    .put("media_type", asset.mediaType())
                    .put("bytes", asset.bytes());
        }
        put(node, "generation_id", shot.generation());
        put(node, "nonce", shot.payment().map(Delivery.Payment::nonce));
        put(node, "payee", shot.payment().map(Delivery.Payment::payee));
        put(node, "transaction", shot.payment().flatMap(Delivery.Payment::transaction));
        shot.payment()
                .flatMap(Delivery.Payment::block)
                .ifPresentOrElse(block -> node.put("block", block), () -> node.putNull("block"));
        put(node, "decision", shot.decision().map(Delivery.Ruling::id));
        put(node, "policy_revision", shot.decision().map(Delivery.Ruling::policy));
        put(node, "note", shot.note());
    }

    private static void add(ObjectNode node, PlannerUse planner) {
        node.put("name", planner.planner());
        put(node, "model", planner.model());
        node.put("calls", planner.calls());
        node.put("prompt_tokens", planner.promptTokens());
        node.put("completion_tokens", planner.completionTokens());
    }

    private static void add(ObjectNode node, Delivery.Denial denial) {
        node.put("shot", denial.shot());
        node.put("code", denial.code());
        node.put("message", denial.message());
        put(node, "limit_usd", denial.limit());
        put(node, "remaining_usd", denial.remaining());
        put(node, "frees_at", denial.freesAt());
    }

    private static void put(ObjectNode node, String key, Optional<?> value) {
        value.ifPresentOrElse(present -> node.put(key, present.toString()), () -> node.putNull(key));
    }

    private static String sha256(String text) {
        return HexFormat.of().formatHex(Digests.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
