package dev.patron.run;

import dev.patron.ledger.Json;
import dev.patron.money.Usd;
import dev.patron.plan.Brief;
import dev.patron.plan.Deliverable;
import dev.patron.plan.Kind;
import dev.patron.plan.ModelCall;
import dev.patron.plan.Move;
import dev.patron.plan.Outcome;
import dev.patron.plan.Quality;
import dev.patron.plan.Shot;
import dev.patron.plan.Storyboard;
import dev.patron.policy.Code;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The written form of what a run's journal holds: the brief, a model's answers, moves and outcomes, as canonical JSON. */
final class StepCodec {
    private StepCodec() {}

    static byte[] brief(Brief brief) {
        Map<String, Object> map = Json.object(
                "title", brief.title(),
                "text", brief.text(),
                "digest", brief.digest(),
                "source", brief.source(),
                "deliverables",
                        brief.deliverables().stream()
                                .map(StepCodec::deliverable)
                                .toList());
        brief.budget().ifPresent(budget -> map.put("budget_micros", Long.toString(budget.micros())));
        return bytes(map);
    }

    static Brief brief(byte[] bytes) {
        Map<String, Object> map = map(bytes);
        return new Brief(
                text(map, "title"),
                text(map, "text"),
                maybe(map, "budget_micros").map(Long::parseLong).map(Usd::ofMicros),
                list(map, "deliverables").stream().map(StepCodec::deliverable).toList(),
                text(map, "digest"),
                text(map, "source"));
    }

    private static Map<String, Object> deliverable(Deliverable wanted) {
        Map<String, Object> map = Json.object(
                "kind", wanted.kind().word(),
                "count", Integer.toString(wanted.count()),
                "quality", wanted.quality().word());
        wanted.aspectRatio().ifPresent(value -> map.put("aspect_ratio", value));
        wanted.resolution().ifPresent(value -> map.put("resolution", value));
        wanted.model().ifPresent(value -> map.put("model", value));
        return map;
    }

    private static Deliverable deliverable(Object value) {
        Map<String, Object> map = object(value);
        return new Deliverable(
                Kind.of(text(map, "kind")).orElseThrow(),
                Integer.parseInt(text(map, "count")),
                maybe(map, "aspect_ratio"),
                maybe(map, "resolution"),
                Quality.of(text(map, "quality")).orElseThrow(),
                maybe(map, "model"));
    }

    static byte[] moves(List<Move> moves) {
        return bytes(Json.object("moves", moves.stream().map(StepCodec::move).toList()));
    }

    static List<Move> moves(byte[] bytes) {
        return list(map(bytes), "moves").stream().map(StepCodec::move).toList();
    }

    private static Map<String, Object> move(Move move) {
        return switch (move) {
            case Move.Propose(Storyboard board) ->
                Json.object(
                        "move",
                        "propose",
                        "shots",
                        board.shots().stream().map(StepCodec::shot).toList());
            case Move.Generate(String shot) -> Json.object("move", "generate", "shot", shot);
            case Move.Retry(String shot) -> Json.object("move", "retry", "shot", shot);
            case Move.Finish(String reason) -> Json.object("move", "finish", "reason", reason);
        };
    }

    private static Move move(Object value) {
        Map<String, Object> map = object(value);
        return switch (text(map, "move")) {
            case "propose" ->
                new Move.Propose(new Storyboard(
                        list(map, "shots").stream().map(StepCodec::shot).toList()));
            case "generate" -> new Move.Generate(text(map, "shot"));
            case "retry" -> new Move.Retry(text(map, "shot"));
            case "finish" -> new Move.Finish(text(map, "reason"));
            default -> throw new IllegalArgumentException("a run's journal holds an unknown move");
        };
    }

    private static Map<String, Object> shot(Shot shot) {
        Map<String, Object> map = Json.object(
                "id", shot.id(),
                "kind", shot.kind().word(),
                "provider", shot.provider(),
                "model", shot.model(),
                "prompt", shot.prompt());
        shot.aspectRatio().ifPresent(value -> map.put("aspect_ratio", value));
        shot.resolution().ifPresent(value -> map.put("resolution", value));
        return map;
    }

    private static Shot shot(Object value) {
        Map<String, Object> map = object(value);
        return new Shot(
                text(map, "id"),
                Kind.of(text(map, "kind")).orElseThrow(),
                text(map, "provider"),
                text(map, "model"),
                text(map, "prompt"),
                maybe(map, "aspect_ratio"),
                maybe(map, "resolution"));
    }

    static byte[] outcome(Outcome outcome) {
        return bytes(
                switch (outcome) {
                    case Outcome.Affordable(String shot, Usd price) ->
                        Json.object("outcome", "affordable", "shot", shot, "price", micros(price));
                    case Outcome.Delivered(String shot, Usd price) ->
                        Json.object("outcome", "delivered", "shot", shot, "price", micros(price));
                    case Outcome.Failed(String shot, boolean mayRetry) ->
                        Json.object("outcome", "failed", "shot", shot, "may_retry", mayRetry);
                    case Outcome.Outstanding(String shot, Usd atRisk) ->
                        Json.object("outcome", "outstanding", "shot", shot, "at_risk", micros(atRisk));
                    case Outcome.Refused refused -> refused(refused);
                });
    }

    private static Map<String, Object> refused(Outcome.Refused refused) {
        Map<String, Object> map = Json.object(
                "outcome", "refused",
                "shot", refused.shot(),
                "code", refused.code().name(),
                "price", micros(refused.price()));
        refused.remaining().ifPresent(left -> map.put("remaining", micros(left)));
        refused.freesAt().ifPresent(at -> map.put("frees_at", at.toString()));
        return map;
    }

    static Outcome outcome(byte[] bytes) {
        Map<String, Object> map = map(bytes);
        String shot = text(map, "shot");
        return switch (text(map, "outcome")) {
            case "affordable" -> new Outcome.Affordable(shot, usd(map, "price"));
            case "delivered" -> new Outcome.Delivered(shot, usd(map, "price"));
            case "failed" -> new Outcome.Failed(shot, Boolean.TRUE.equals(map.get("may_retry")));
            case "outstanding" -> new Outcome.Outstanding(shot, usd(map, "at_risk"));
            case "refused" ->
                new Outcome.Refused(
                        shot,
                        Code.valueOf(text(map, "code")),
                        usd(map, "price"),
                        maybe(map, "remaining").map(Long::parseLong).map(Usd::ofMicros),
                        maybe(map, "frees_at").map(Instant::parse));
            default -> throw new IllegalArgumentException("a run's journal holds an unknown outcome");
        };
    }

    static byte[] call(ModelCall call) {
        return bytes(Json.object(
                "model", call.model(),
                "prompts", call.prompts(),
                "request", call.request(),
                "answer", call.answer(),
                "prompt_tokens", Long.toString(call.promptTokens()),
                "completion_tokens", Long.toString(call.completionTokens())));
    }

    static ModelCall call(byte[] bytes) {
        Map<String, Object> map = map(bytes);
        return new ModelCall(
                text(map, "model"),
                text(map, "prompts"),
                text(map, "request"),
                text(map, "answer"),
                Long.parseLong(text(map, "prompt_tokens")),
                Long.parseLong(text(map, "completion_tokens")));
    }

    private static String micros(Usd usd) {
        return Long.toString(usd.micros());
    }

    private static Usd usd(Map<String, Object> map, String key) {
        return Usd.ofMicros(Long.parseLong(text(map, key)));
    }

    private static byte[] bytes(Map<String, Object> map) {
        return Json.write(map).getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Object> map(byte[] bytes) {
        return Json.readObject(new String(bytes, StandardCharsets.UTF_8));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    private static List<?> list(Map<String, Object> map, String key) {
        return map.get(key) instanceof List<?> list ? list : List.of();
    }

    private static Optional<String> maybe(Map<String, Object> map, String key) {
        return map.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    private static String text(Map<String, Object> map, String key) {
        return maybe(map, key).orElseThrow(() -> new IllegalArgumentException("a run's journal lacks `" + key + "`"));
    }
}
