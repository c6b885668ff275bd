package dev.patron.planner;

import dev.patron.config.BriefFile;
import dev.patron.config.ReferenceMenu;
import dev.patron.money.Usd;
import dev.patron.plan.Brief;
import dev.patron.plan.History;
import dev.patron.plan.Kind;
import dev.patron.plan.ModelBounds;
import dev.patron.plan.Move;
import dev.patron.plan.Outcome;
import dev.patron.plan.Shot;
import dev.patron.policy.Code;
import dev.patron.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A planner at work with a scripted model, and a run in miniature around it: what is proposed is judged, what is bought
 * is delivered, and the history grows as it would in a journal. Waiting moves the clock and takes no time.
 */
final class Table implements AutoCloseable {
    static final Usd IMAGE = Usd.parse("0.05");
    static final Usd VIDEO = Usd.parse("0.25");
    static final String KEY = "sk-test-never-to-be-seen";
    static final Shop SHOP = new Shop(ReferenceMenu.of("sandbox"), Map.of(Kind.IMAGE, IMAGE, Kind.VIDEO, VIDEO));

    final ModelServer server;
    final List<Duration> waits = new ArrayList<>();
    Brief brief = BriefFile.parse("tea", "---\nbudget: \"0.50\"\n---\nA tea house at dawn.\n");
    ModelBounds bounds = ModelBounds.DEFAULT;
    History history = new History(List.of());

    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private final Wire wire = new Wire();

    Table(ModelServer.Line... script) {
        server = new ModelServer(script);
    }

    LlmPlanner planner() {
        return planner(new ModelAddress(server.baseUrl(), Optional.of(KEY), "test-model"));
    }

    LlmPlanner planner(ModelAddress address) {
        return LlmPlanner.openAi(SHOP, bounds, address, new OpenAiHands(wire, () -> now, time -> {
            waits.add(time);
            now = now.plus(time);
        }));
    }

    /** Asks once and writes down answers and moves. */
    List<Move> next() {
        List<Move> moves =
                planner().next(brief, history, call -> history = history.with(new History.Step.Called(call)));
        moves.forEach(move -> history = history.with(new History.Step.Moved(move)));
        return moves;
    }

    /** Asks, and lets every move have the outcome that is usual. */
    List<Move> turn() {
        List<Move> moves = next();
        for (Move move : moves) {
            switch (move) {
                case Move.Propose(var board) -> board.shots().forEach(shot -> happened(judged(shot)));
                case Move.Generate(String shot) -> happened(new Outcome.Delivered(shot, IMAGE));
                case Move.Retry(String shot) -> happened(new Outcome.Delivered(shot, IMAGE));
                case Move.Finish _ -> {}
            }
        }
        return moves;
    }

    void happened(Outcome outcome) {
        history = history.with(new History.Step.Happened(outcome));
    }

    /** Images are affordable; videos are refused for the brief's budget. */
    private static Outcome judged(Shot shot) {
        return shot.kind() == Kind.IMAGE ? new Outcome.Affordable(shot.id(), IMAGE) : refused(shot.id());
    }

    static Outcome refused(String shot) {
        return new Outcome.Refused(
                shot, Code.BRIEF_BUDGET_EXCEEDED, VIDEO, Optional.of(Usd.parse("0.10")), Optional.empty());
    }

    @Override
    public void close() {
        wire.close();
        server.close();
    }
}
