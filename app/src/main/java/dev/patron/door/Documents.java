package dev.patron.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.delivery.Delivery;
import dev.patron.ledger.ClaimRecord;
import dev.patron.ledger.DecisionRecord;
import dev.patron.ledger.InsteadRecord;
import dev.patron.ledger.RunRecord;
import dev.patron.money.Usd;
import dev.patron.plan.Brief;
import dev.patron.plan.PlannerUse;
import dev.patron.policy.Alternative;
import dev.patron.policy.Decision;
import dev.patron.policy.Finding;
import dev.patron.policy.Offer;
import dev.patron.run.PlanReport;
import dev.patron.run.RunReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The documents that commands print with {@code --json} and that the control door answers with.
 *
 * <p>Money is a plain decimal in USD with six decimals, as text; times are ISO-8601 in UTC. Absent things are
 * {@code null}, never missing.
 */
public final class Documents {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Documents() {}

    /** A document as text, pretty-printed the same way everywhere. */
    public static String text(ObjectNode document) {
        return document.toPrettyString();
    }

    /** Reads a document of our own. */
    static ObjectNode parse(byte[] bytes) throws IOException {
        if (MAPPER.readTree(bytes) instanceof ObjectNode document) {
            return document;
        }
        throw new IOException("not a JSON object");
    }

    public static ObjectNode error(String code, String message) {
        ObjectNode document = NODES.objectNode();
        document.put("status", "error");
        document.putObject("error").put("code", code).put("message", message);
        return document;
    }

    /** What {@code run} prints: DESIGN of the command line, "run --json". */
    public static ObjectNode run(RunReport report) {
        ObjectNode document = NODES.objectNode();
        document.put("run", report.run().id());
        document.put("title", report.title());
        document.put("market", report.run().market());
        document.put("simulated", report.run().simulated());
        document.put("status", report.run().status());
        document.put("agent", report.run().agent());
        document.set("planner", planner(report.planner()));
        document.put("spent_usd", report.spent().toString());
        document.put("at_risk_usd", report.atRisk().toString());
        put(document, "budget_usd", report.budget().map(Usd::toString));
        Delivery delivery = Deliveries.of(report);
        ArrayNode shots = document.putArray("shots");
        for (int i = 0; i < report.shots().size(); i++) {
            shots.add(shot(report.shots().get(i), delivery.shots().get(i).fileNames()));
        }
        ArrayNode denials = document.putArray("denials");
        report.denials().forEach(denial -> denials.add(denial(denial)));
        ArrayNode claims = document.putArray("claims");
        report.claims().forEach(claim -> claims.add(claim(claim)));
        put(document, "out", folder(report.run()));
        put(document, "erased_at", report.erased().map(Instant::toString));
        put(document, "checkpoint", report.checkpoint());
        document.put("opened_at", report.run().openedAt().toString());
        put(document, "ended_at", report.run().endedAt().map(Instant::toString));
        return document;
    }

    private static ObjectNode planner(PlannerUse planner) {
        ObjectNode node = NODES.objectNode().put("name", planner.planner());
        put(node, "model", planner.model());
        node.put("calls", planner.calls());
        node.put("prompt_tokens", planner.promptTokens());
        node.put("completion_tokens", planner.completionTokens());
        return node;
    }

    private static ObjectNode shot(RunReport.ShotReport shot, List<String> names) {
        ObjectNode node = NODES.objectNode();
        node.put("shot", shot.shot().id());
        node.put("kind", shot.shot().kind().word());
        node.put("model", shot.shot().model());
        node.put("status", shot.status());
        put(node, "file", names.stream().findFirst());
        put(node, "sha256", shot.assets().stream().findFirst().map(asset -> asset.sha256()));
        ArrayNode files = node.putArray("files");
        for (int i = 0; i < names.size(); i++) {
            files.addObject()
                    .put("file", names.get(i))
                    .put("sha256", shot.assets().get(i).sha256())
                    .put("media_type", shot.assets().get(i).mediaType())
                    .put("bytes", shot.assets().get(i).bytes());
        }
        node.put("price_usd", shot.price().toString());
        put(node, "generation_id", shot.generation());
        put(node, "transaction", shot.transaction());
        put(node, "nonce", shot.nonce());
        put(node, "decision", shot.decision().map(id -> "D" + id));
        put(node, "resolves_by", shot.resolvesBy().map(Instant::toString));
        node.put("note", shot.note());
        return node;
    }

    private static ObjectNode denial(DecisionRecord denial) {
        ObjectNode node = NODES.objectNode();
        node.put("shot", denial.shot());
        put(node, "code", denial.code());
        node.put("message", denial.message());
        put(node, "limit_usd", denial.limit().map(Usd::toString));
        put(node, "spent_usd", denial.spent().map(Usd::toString));
        put(node, "reserved_usd", denial.reserved().map(Usd::toString));
        put(node, "remaining_usd", denial.remaining().map(Usd::toString));
        put(node, "frees_at", denial.freesAt().map(Instant::toString));
        node.set("instead", denial.instead().map(Documents::instead).orElseGet(NODES::nullNode));
        node.put("decision", "D" + denial.id());
        return node;
    }

    static ObjectNode claim(ClaimRecord claim) {
        ObjectNode node = NODES.objectNode();
        node.put("claim", "C" + claim.id());
        put(node, "run", claim.run());
        put(node, "shot", claim.shot());
        node.put("provider", claim.provider());
        node.put("usd", claim.usd().toString());
        node.put("reason", claim.reason());
        node.put("state", claim.state());
        node.put("opened_at", claim.openedAt().toString());
        return node;
    }

    static ObjectNode line(RunRecord run, String title, Usd spent, Usd atRisk) {
        ObjectNode node = NODES.objectNode();
        node.put("run", run.id());
        node.put("title", title);
        node.put("market", run.market());
        node.put("simulated", run.simulated());
        node.put("agent", run.agent());
        node.put("status", run.status());
        node.put("spent_usd", spent.toString());
        node.put("at_risk_usd", atRisk.toString());
        node.put("opened_at", run.openedAt().toString());
        put(node, "out", folder(run));
        return node;
    }

    /** A priced storyboard with its verdicts. */
    public static ObjectNode plan(Brief brief, String market, List<String> warnings, ObjectNode judged) {
        ObjectNode document = NODES.objectNode();
        document.put("title", brief.title());
        document.put("market", market);
        put(document, "budget_usd", brief.budget().map(Usd::toString));
        document.setAll(judged);
        ArrayNode odd = document.putArray("warnings");
        warnings.forEach(odd::add);
        return document;
    }

    /** What the policy says to each shot of a storyboard. */
    static ObjectNode plan(PlanReport plan) {
        ObjectNode document = NODES.objectNode();
        boolean all = plan.shots().stream().allMatch(shot -> shot.decision() instanceof Decision.Permit);
        document.put("status", all ? "permitted" : "refused");
        document.put("total_usd", plan.total().toString());
        ArrayNode shots = document.putArray("shots");
        for (PlanReport.Judged judged : plan.shots()) {
            ObjectNode node = shots.addObject();
            node.put("shot", judged.shot().id());
            node.put("kind", judged.shot().kind().word());
            node.put("model", judged.shot().model());
            node.put("prompt", judged.shot().prompt());
            put(node, "aspect_ratio", judged.shot().aspectRatio());
            put(node, "resolution", judged.shot().resolution());
            node.put("price_usd", judged.price().toString());
            node.put("verdict", judged.decision() instanceof Decision.Permit ? "permit" : "deny");
            ArrayNode findings = node.putArray("denials");
            if (judged.decision() instanceof Decision.Deny deny) {
                deny.denials().forEach(finding -> findings.add(finding(finding)));
            }
            node.set("instead", judged.instead().map(Documents::alternative).orElseGet(NODES::nullNode));
        }
        return document;
    }

    static ObjectNode finding(Finding finding) {
        ObjectNode node = NODES.objectNode();
        put(node, "code", finding.code().map(Enum::name));
        node.put("rule", finding.rule());
        node.put("message", finding.measured());
        put(node, "limit_usd", finding.numbers().map(numbers -> numbers.limit().toString()));
        put(node, "spent_usd", finding.numbers().map(numbers -> numbers.used()
                .spent()
                .toString()));
        put(node, "reserved_usd", finding.numbers().map(numbers -> numbers.used()
                .reserved()
                .toString()));
        put(
                node,
                "remaining_usd",
                finding.numbers().flatMap(Finding.Numbers::remaining).map(Usd::toString));
        put(
                node,
                "frees_at",
                finding.numbers().flatMap(Finding.Numbers::freesAt).map(Instant::toString));
        return node;
    }

    private static JsonNode alternative(Alternative instead) {
        return switch (instead) {
            case Alternative.Instead(Offer offer) ->
                instead(new InsteadRecord.Other(
                        offer.provider(),
                        offer.kind(),
                        offer.model(),
                        offer.amount().inUsd()));
            case Alternative.Later(Instant at) -> instead(new InsteadRecord.Later(at));
        };
    }

    private static JsonNode instead(InsteadRecord instead) {
        return switch (instead) {
            case InsteadRecord.Other(String provider, String kind, String model, Usd usd) ->
                NODES.objectNode()
                        .put("provider", provider)
                        .put("kind", kind)
                        .put("model", model)
                        .put("price_usd", usd.toString());
            case InsteadRecord.Later(Instant from) -> NODES.objectNode().put("from", from.toString());
        };
    }

    static void put(ObjectNode node, String key, Optional<String> value) {
        value.ifPresentOrElse(text -> node.put(key, text), () -> node.putNull(key));
    }

    /** The delivery folder of a run; empty when the run was erased or its key is lost. */
    static Optional<String> folder(RunRecord run) {
        return Optional.of(run.out()).filter(out -> !out.isEmpty());
    }

    /** The folder that a report's files lie in. */
    public static Path out(RunReport report) {
        return Path.of(report.run().out());
    }
}
