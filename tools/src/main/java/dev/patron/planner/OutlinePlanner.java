package dev.patron.planner;

import dev.patron.plan.Brief;
import dev.patron.plan.Deliverable;
import dev.patron.plan.History;
import dev.patron.plan.Kind;
import dev.patron.plan.Menu;
import dev.patron.plan.ModelCalls;
import dev.patron.plan.Move;
import dev.patron.plan.Outcome;
import dev.patron.plan.Planner;
import dev.patron.plan.PlannerException;
import dev.patron.plan.Quality;
import dev.patron.plan.Shot;
import dev.patron.plan.Storyboard;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The planner without a model: a brief's own structure is the storyboard.
 *
 * <p>It proposes once. With front matter it plans exactly the deliverables, in their order; without, two to six images
 * and one video where the text asks for something that moves. Then every {@link Outcome.Affordable} is answered by one
 * {@link Move.Generate} and every {@link Outcome.Failed} that may be retried by one {@link Move.Retry}; nothing is asked
 * again after a refusal unless the run itself offers the shot anew. Pure: the same brief, menu and history give the same
 * moves for ever.
 */
public final class OutlinePlanner implements Planner {
    private static final int FEWEST_IMAGES = 2;
    private static final int MOST_IMAGES = 6;

    private final Menu menu;

    public OutlinePlanner(Menu menu) {
        this.menu = menu;
    }

    @Override
    public String name() {
        return "outline";
    }

    @Override
    public List<Move> next(Brief brief, History history, ModelCalls calls) {
        boolean proposed = history.moves().anyMatch(Move.Propose.class::isInstance);
        if (!history.calls().isEmpty()) {
            return List.of(ending(proposed));
        }
        if (!proposed) {
            return List.of(new Move.Propose(storyboard(brief)));
        }
        Map<String, Move> answers = new LinkedHashMap<>();
        history.shots().forEach(shot -> answer(shot.id(), history).ifPresent(move -> answers.put(shot.id(), move)));
        return answers.isEmpty() ? List.of(new Move.Finish(summary(history))) : List.copyOf(answers.values());
    }

    /** What a model planned is not bought on: which of its shots it wanted, only the model knows. */
    private static Move ending(boolean proposed) {
        if (!proposed) {
            throw new PlannerException(
                    "this run was begun with a model, which has not proposed anything yet; go on with"
                            + " `--planner llm`, or begin another with `--new`");
        }
        return new Move.Finish("ended without the model that planned it");
    }

    /** The move that a shot's latest outcome calls for, if that outcome has not been answered yet. */
    private static Optional<Move> answer(String shot, History history) {
        Optional<Move> wanted = Optional.empty();
        for (History.Step step : history.steps()) {
            switch (step) {
                case History.Step.Happened(Outcome.Affordable(String id, var _))
                when id.equals(shot) -> wanted = Optional.of(new Move.Generate(shot));
                case History.Step.Happened(Outcome.Failed(String id, boolean mayRetry))
                when id.equals(shot) -> wanted = mayRetry ? Optional.of(new Move.Retry(shot)) : Optional.empty();
                case History.Step.Happened(Outcome.Delivered(String id, var _))
                when id.equals(shot) -> {
                    return Optional.empty();
                }
                case History.Step.Happened(Outcome outcome)
                when outcome.shot().equals(shot) -> wanted = Optional.empty();
                case History.Step.Moved(Move.Generate(String id)) when id.equals(shot) -> wanted = Optional.empty();
                case History.Step.Moved(Move.Retry(String id)) when id.equals(shot) -> wanted = Optional.empty();
                default -> {}
            }
        }
        return wanted;
    }

    private static String summary(History history) {
        Map<String, Outcome> latest = new LinkedHashMap<>();
        history.outcomes().forEach(outcome -> latest.put(outcome.shot(), outcome));
        long delivered = latest.values().stream()
                .filter(Outcome.Delivered.class::isInstance)
                .count();
        return delivered + " of " + history.shots().size() + " shots delivered";
    }

    private Storyboard storyboard(Brief brief) {
        Outline outline = Outline.of(brief.text());
        if (outline.scenes().isEmpty()) {
            throw new PlannerException("the brief says nothing to show; write at least one sentence about what to see");
        }
        List<Deliverable> lines = brief.deliverables().isEmpty() ? guessed(brief, outline) : brief.deliverables();
        List<Deliverable> wanted = lines.stream()
                .flatMap(line -> Collections.nCopies(line.count(), line).stream())
                .toList();
        if (wanted.size() > Storyboard.MOST_SHOTS) {
            throw new PlannerException("the brief asks for " + wanted.size() + " shots, more than "
                    + Storyboard.MOST_SHOTS + "; split it");
        }
        List<String> prompts = prompts(outline, wanted);
        List<Shot> shots = new ArrayList<>();
        for (Deliverable line : wanted) {
            String id = String.format(Locale.ROOT, "shot-%02d", shots.size() + 1);
            shots.add(new Shot(
                    id,
                    line.kind(),
                    menu.provider(),
                    model(line),
                    prompts.get(shots.size()),
                    line.aspectRatio(),
                    line.resolution()));
        }
        return new Storyboard(shots);
    }

    private static List<Deliverable> guessed(Brief brief, Outline outline) {
        int images = Math.clamp(outline.scenes().size(), FEWEST_IMAGES, MOST_IMAGES);
        Deliverable image =
                new Deliverable(Kind.IMAGE, images, Optional.empty(), Optional.empty(), Quality.BEST, Optional.empty());
        Deliverable video =
                new Deliverable(Kind.VIDEO, 1, Optional.empty(), Optional.empty(), Quality.FAST, Optional.empty());
        return Wishes.moving(brief.title() + "\n" + brief.text()) ? List.of(image, video) : List.of(image);
    }

    /** One prompt for each wanted shot: its own scene while there are any, then scenes again in other framings. */
    private static List<String> prompts(Outline outline, List<Deliverable> wanted) {
        List<String> fresh = new ArrayList<>(outline.scenes());
        @Nullable String[] scenes = new @Nullable String[wanted.size()];
        Predicate<String> moving = Wishes::moving;
        claim(scenes, fresh, wanted, Kind.VIDEO, moving);
        claim(scenes, fresh, wanted, Kind.IMAGE, moving.negate());
        for (Kind kind : Kind.values()) {
            claim(scenes, fresh, wanted, kind, _ -> true);
        }
        List<String> prompts = new ArrayList<>();
        int again = 0;
        for (String own : scenes) {
            String scene = own == null ? reframed(outline.scenes(), again++) : own;
            prompts.add(outline.style().isEmpty() ? scene : scene + " " + outline.style());
        }
        return prompts;
    }

    private static void claim(
            @Nullable String[] scenes,
            List<String> fresh,
            List<Deliverable> wanted,
            Kind kind,
            Predicate<String> fits) {
        for (int i = 0; i < scenes.length; i++) {
            if (scenes[i] == null && wanted.get(i).kind() == kind) {
                Optional<String> scene = fresh.stream().filter(fits).findFirst();
                scene.ifPresent(fresh::remove);
                scenes[i] = scene.orElse(null);
            }
        }
    }

    private static String reframed(List<String> scenes, int index) {
        return scenes.get(index % scenes.size()) + " " + Framings.of(index / scenes.size() + 1);
    }

    private String model(Deliverable line) {
        if (line.model().isPresent()) {
            String model = line.model().get();
            return menu.item(model)
                    .filter(item -> item.kind() == line.kind())
                    .map(Menu.Item::model)
                    .orElseThrow(() -> new PlannerException(
                            "the brief asks for the " + line.kind().word() + " model `" + model + "`, which `"
                                    + menu.provider() + "` does not sell; it sells " + sold(line.kind())));
        }
        return menu.choose(line.kind(), line.quality())
                .map(Menu.Item::model)
                .orElseThrow(() -> new PlannerException("`" + menu.provider() + "` sells no "
                        + line.kind().word() + "; take it out of the brief or choose another market"));
    }

    private String sold(Kind kind) {
        List<String> models = menu.items().stream()
                .filter(item -> item.kind() == kind)
                .map(Menu.Item::model)
                .toList();
        return models.isEmpty() ? "none of that kind" : String.join(", ", models);
    }
}
