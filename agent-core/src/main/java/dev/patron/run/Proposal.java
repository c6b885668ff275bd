package dev.patron.run;

import dev.patron.plan.Brief;
import dev.patron.plan.History;
import dev.patron.plan.ModelCalls;
import dev.patron.plan.Move;
import dev.patron.plan.Planner;
import dev.patron.plan.Shot;
import dev.patron.plan.Storyboard;
import dev.patron.purchase.GenerationSeller;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * A storyboard that nobody has priced or judged yet.
 *
 * @param warnings what is odd and will be tried, a line each
 */
public record Proposal(List<Shot> shots, List<String> warnings) {
    public Proposal {
        shots = List.copyOf(shots);
        warnings = List.copyOf(warnings);
    }

    /**
     * What a planner proposes for a brief first.
     *
     * @throws RunException when it proposes nothing
     */
    public static Proposal of(Brief brief, Planner planner, GenerationSeller seller) {
        List<Shot> shots = new History(planner.next(brief, new History(List.of()), ModelCalls.unrecorded()).stream()
                        .map(move -> (History.Step) new History.Step.Moved(move))
                        .toList())
                .shots();
        if (shots.isEmpty()) {
            throw new RunException("the planner `" + planner.name() + "` proposed no shots");
        }
        List<String> warnings = shots.stream()
                .flatMap(shot -> seller.warnings(shot).stream().map(warning -> shot.id() + ": " + warning))
                .toList();
        return new Proposal(shots, warnings);
    }

    /** The shots as text that another process can read. */
    public String written() {
        return new String(StepCodec.moves(List.of(new Move.Propose(new Storyboard(shots)))), StandardCharsets.UTF_8);
    }

    /**
     * Shots as {@link #written} gave them.
     *
     * @throws IllegalArgumentException when it is another text
     */
    public static List<Shot> read(String written) {
        return StepCodec.moves(written.getBytes(StandardCharsets.UTF_8)).stream()
                .flatMap(move ->
                        move instanceof Move.Propose(Storyboard board) ? board.shots().stream() : Stream.empty())
                .toList();
    }
}
