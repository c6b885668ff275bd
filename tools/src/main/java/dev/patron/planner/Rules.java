package dev.patron.planner;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.money.Usd;
import dev.patron.plan.Brief;
import dev.patron.plan.Kind;
import dev.patron.plan.Menu;
import dev.patron.plan.ModelBounds;
import dev.patron.plan.Move;
import dev.patron.plan.Outcome;
import dev.patron.plan.Shot;
import dev.patron.plan.Storyboard;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a model's answer comes to: moves, or facts about why not. Pure: the same answer to the same standing is always
 * ruled the same way, so a run that is taken up again rules as before.
 */
final class Rules {
    /** So often is a model told that it repeats what was denied; the next time the question goes to the run, which stops. */
    private static final int REPEATS_MOST = 2;

    private static final Set<String> SHOT_KEYS = Set.of("kind", "model", "prompt", "aspect_ratio", "resolution");
    private static final Pattern RATIO = Pattern.compile("[1-9][0-9]?:[1-9][0-9]?|landscape|portrait|square");
    private static final Pattern RESOLUTION = Pattern.compile("[1-8]k|[1-9][0-9]{2,3}p");
    private static final int WORD_CHARS_MOST = 100;
    private static final int REASON_CHARS_MOST = 500;

    private final Shop shop;
    private final ModelBounds bounds;
    private final Brief brief;
    private final Standing standing;

    Rules(Shop shop, ModelBounds bounds, Brief brief, Standing standing) {
        this.shop = shop;
        this.bounds = bounds;
        this.brief = brief;
        this.standing = standing;
    }

    /** One ruling for each called tool, in order. */
    List<Ruling> rule(Answered answer, int answersSoFar) {
        List<Ruling> rulings = new ArrayList<>();
        Round round = new Round(answer.calls().size(), answersSoFar, new HashSet<>(), new HashSet<>());
        for (Answered.Call call : answer.calls()) {
            rulings.add(answer.clipped() ? tooMany("too_many_calls", Answered.CALLS_MOST) : rule(call, round));
        }
        return rulings;
    }

    /**
     * One answer while it is ruled.
     *
     * @param calls   how many tools it calls
     * @param answers how many answers there are with it
     * @param planned ids of shots that it has planned so far
     * @param named   ids of shots that it has asked to be made so far
     */
    private record Round(int calls, int answers, Set<String> planned, Set<String> named) {}

    private Ruling rule(Answered.Call call, Round round) {
        Optional<Tool> tool = Tool.of(call.name());
        if (tool.isEmpty()) {
            ObjectNode facts = Facts.error("unknown_tool");
            Tool.words().forEach(facts.putArray("tools")::add);
            return new Ruling.Told(facts);
        }
        try {
            return switch (tool.get()) {
                case STORYBOARD -> storyboard(Arguments.read(call, Set.of("shots")), round);
                case GENERATE_IMAGE -> generate(Arguments.read(call, Set.of("shot")), Kind.IMAGE, round);
                case GENERATE_VIDEO -> generate(Arguments.read(call, Set.of("shot")), Kind.VIDEO, round);
                case BUDGET -> {
                    Arguments.read(call, Set.of());
                    yield budget(round);
                }
                case FINISH -> finish(Arguments.read(call, Set.of("reason")), round);
            };
        } catch (Arguments.WrongException e) {
            return new Ruling.Told(
                    Facts.error("malformed_arguments").put("reason", e.reason()).put("at", e.at()));
        }
    }

    // --- storyboard

    private Ruling storyboard(Arguments arguments, Round round) throws Arguments.WrongException {
        int wanted = arguments.size("shots");
        int planned = standing.shots().size() + round.planned().size();
        int most = Math.min(bounds.shots() - planned, Storyboard.MOST_SHOTS);
        if (wanted == 0 || wanted > most) {
            return wanted == 0
                    ? new Ruling.Told(Facts.error("no_shots"))
                    : tooMany("too_many_shots", Math.max(most, 0));
        }
        List<Shot> shots = new ArrayList<>();
        for (Arguments one : arguments.objects("shots", SHOT_KEYS)) {
            shots.add(shot(one, String.format(Locale.ROOT, "shot-%02d", planned + shots.size() + 1)));
        }
        List<Shot> denied = shots.stream()
                .flatMap(shot -> standing.refusedTwin(shot).stream())
                .distinct()
                .toList();
        if (!denied.isEmpty() && standing.repeated() <= REPEATS_MOST) {
            return refusedBefore(denied);
        }
        List<String> ids = shots.stream().map(Shot::id).toList();
        round.planned().addAll(ids);
        return new Ruling.Made(new Move.Propose(new Storyboard(shots)), ids);
    }

    private Shot shot(Arguments one, String id) throws Arguments.WrongException {
        Kind kind = Kind.of(one.text("kind", WORD_CHARS_MOST))
                .filter(shop.prices()::containsKey)
                .orElseThrow(() -> new Arguments.WrongException("not_sold", one.at("kind")));
        String model = one.text("model", WORD_CHARS_MOST);
        Menu.Item item = shop.menu()
                .item(model)
                .filter(sold -> sold.kind() == kind)
                .orElseThrow(() -> new Arguments.WrongException("not_sold", one.at("model")));
        String prompt = one.text("prompt", Shot.PROMPT_CHARS_MOST);
        Optional<String> ratio = word(one, "aspect_ratio", RATIO);
        Optional<String> resolution = word(one, "resolution", RESOLUTION);
        return new Shot(
                id,
                kind,
                shop.menu().provider(),
                item.model(),
                prompt,
                ratio,
                kind == Kind.IMAGE ? resolution : Optional.empty());
    }

    private static Optional<String> word(Arguments one, String key, Pattern form) throws Arguments.WrongException {
        Optional<String> word = one.maybe(key, WORD_CHARS_MOST);
        if (word.isPresent() && !form.matcher(word.get()).matches()) {
            throw new Arguments.WrongException("not_understood", one.at(key));
        }
        return word;
    }

    // --- buying

    private Ruling generate(Arguments arguments, Kind kind, Round round) throws Arguments.WrongException {
        Optional<Shot> known = standing.shot(arguments.text("shot", WORD_CHARS_MOST));
        if (known.isEmpty()) {
            return new Ruling.Told(Facts.error("unknown_shot"));
        }
        Shot shot = known.get();
        if (shot.kind() != kind) {
            return told("wrong_tool", shot);
        }
        if (!round.named().add(shot.id())) {
            return told("asked_twice", shot);
        }
        return standing.latest(shot.id())
                .map(outcome -> switch (outcome) {
                    case Outcome.Affordable _ -> buy(new Move.Generate(shot.id()));
                    case Outcome.Failed(String id, boolean mayRetry) when mayRetry -> buy(new Move.Retry(id));
                    case Outcome.Failed _ -> told("no_retry_left", shot);
                    case Outcome.Delivered _ -> told("already_delivered", shot);
                    case Outcome.Outstanding _ -> told("outstanding", shot);
                    case Outcome.Refused _ ->
                        standing.repeated() <= REPEATS_MOST
                                ? refusedBefore(List.of(shot))
                                : buy(new Move.Generate(shot.id()));
                })
                .orElseGet(() -> told("not_judged", shot));
    }

    private static Ruling buy(Move move) {
        String shot =
                switch (move) {
                    case Move.Generate(String id) -> id;
                    case Move.Retry(String id) -> id;
                    default -> throw new IllegalArgumentException("only single shots are bought");
                };
        return new Ruling.Made(move, List.of(shot));
    }

    private Ruling told(String error, Shot shot) {
        ObjectNode facts = Facts.error(error);
        facts.set("now", Facts.shot(shot, standing.latest(shot.id())));
        return new Ruling.Told(facts);
    }

    private Ruling refusedBefore(List<Shot> shots) {
        ObjectNode facts = Facts.error("already_refused");
        ArrayNode list = facts.putArray("shots");
        shots.forEach(shot -> list.add(Facts.shot(shot, standing.latest(shot.id()))));
        return new Ruling.Told(facts);
    }

    private static Ruling tooMany(String error, int most) {
        return new Ruling.Told(Facts.error(error).put("most", most));
    }

    // --- the rest

    private Ruling budget(Round round) {
        Usd spent = standing.spent();
        Usd atRisk = standing.atRisk();
        ObjectNode facts = Facts.object();
        Facts.put(facts, "brief_budget_usd", brief.budget());
        facts.put("spent_usd", spent.toString()).put("at_risk_usd", atRisk.toString());
        Usd gone = spent.plus(atRisk);
        Facts.put(
                facts,
                "brief_budget_left_usd",
                brief.budget().map(budget -> gone.isMoreThan(budget) ? Usd.ZERO : budget.minus(gone)));
        ObjectNode prices = facts.putObject("prices_usd");
        for (Kind kind : Kind.values()) {
            Optional.ofNullable(shop.prices().get(kind)).ifPresent(price -> prices.put(kind.word(), price.toString()));
        }
        facts.put("shots_left", Math.max(0, bounds.shots() - standing.shots().size()));
        facts.put("answers_left", Math.max(0, bounds.answers() - round.answers()));
        return new Ruling.Told(facts);
    }

    private Ruling finish(Arguments arguments, Round round) throws Arguments.WrongException {
        String reason = arguments.text("reason", REASON_CHARS_MOST);
        if (round.calls() > 1) {
            return new Ruling.Told(Facts.error("finish_alone"));
        }
        if (standing.shots().isEmpty()) {
            return new Ruling.Told(Facts.error("no_storyboard"));
        }
        return new Ruling.Made(new Move.Finish(reason), List.of());
    }
}
