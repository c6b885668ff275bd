package dev.patron.plan;

import java.util.List;
import java.util.stream.Stream;

/** Everything a run's planner has asked for, of the run or of a language model, and what became of it, oldest first. */
public record History(List<Step> steps) {
    public History {
        steps = List.copyOf(steps);
    }

    /** One entry of a history. */
    public sealed interface Step {
        record Moved(Move move) implements Step {}

        record Happened(Outcome outcome) implements Step {}

        /** A language model answered; the moves that follow from it, if any, come after. */
        record Called(ModelCall call) implements Step {}
    }

    public boolean isEmpty() {
        return steps.isEmpty();
    }

    public Stream<Move> moves() {
        return steps.stream().flatMap(step -> step instanceof Step.Moved(Move move) ? Stream.of(move) : Stream.empty());
    }

    public Stream<Outcome> outcomes() {
        return steps.stream()
                .flatMap(step -> step instanceof Step.Happened(Outcome outcome) ? Stream.of(outcome) : Stream.empty());
    }

    /** All answers of a language model so far, in order. */
    public List<ModelCall> calls() {
        return steps.stream()
                .flatMap(step -> step instanceof Step.Called(ModelCall call) ? Stream.of(call) : Stream.empty())
                .toList();
    }

    /** The same with one more step. */
    public History with(Step step) {
        return new History(Stream.concat(steps.stream(), Stream.of(step)).toList());
    }

    /** All shots proposed so far, in order. */
    public List<Shot> shots() {
        return moves().flatMap(move ->
                        move instanceof Move.Propose(Storyboard board) ? board.shots().stream() : Stream.empty())
                .toList();
    }
}
