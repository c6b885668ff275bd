package dev.patron.run;

import dev.patron.ledger.Ledger;
import dev.patron.ledger.NewRun;
import dev.patron.ledger.RunStep;
import dev.patron.plan.Brief;
import dev.patron.plan.History;
import dev.patron.plan.ModelCall;
import dev.patron.plan.Move;
import dev.patron.plan.Outcome;
import dev.patron.plan.Shot;
import dev.patron.plan.Storyboard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The durable story of one run: its brief, every answer of a language model and of its planner before it was
 * acted on, and every outcome.
 *
 * <p>Steps are numbered without gaps, so two writers of one run cannot both succeed. Synchronized: outcomes arrive from
 * several shots at once.
 */
final class RunJournal {
    private static final String BRIEF = "brief";
    private static final String MOVES = "moves";
    private static final String OUTCOME = "outcome";
    private static final String MODEL_CALL = "model-call";

    private final Ledger ledger;
    private final String run;
    private final List<RunStep> steps;

    RunJournal(Ledger ledger, String run) {
        this.ledger = ledger;
        this.run = run;
        this.steps = new ArrayList<>(ledger.reader().steps(run));
    }

    /** Opens a run; its brief is the first step. */
    static void open(Ledger ledger, NewRun run, Brief brief) {
        ledger.openRun(run, BRIEF, StepCodec.brief(brief));
    }

    synchronized void moved(List<Move> moves) {
        append(MOVES, StepCodec.moves(moves));
    }

    synchronized void happened(Outcome outcome) {
        append(OUTCOME, StepCodec.outcome(outcome));
    }

    synchronized void answered(ModelCall call) {
        append(MODEL_CALL, StepCodec.call(call));
    }

    private void append(String kind, byte[] body) {
        int seq = steps.size() + 1;
        ledger.journalStep(run, seq, kind, body);
        steps.add(new RunStep(seq, kind, body, Instant.EPOCH));
    }

    /** The brief; empty for a run that is known only from the journal of payments, or whose key was destroyed. */
    synchronized Optional<Brief> brief() {
        return steps.stream()
                .filter(step -> step.kind().equals(BRIEF) && step.body().length > 0)
                .findFirst()
                .map(step -> StepCodec.brief(step.body()));
    }

    synchronized History history() {
        List<History.Step> history = new ArrayList<>();
        for (RunStep step : steps) {
            if (step.body().length == 0) {
                continue;
            }
            switch (step.kind()) {
                case MOVES -> StepCodec.moves(step.body()).forEach(move -> history.add(new History.Step.Moved(move)));
                case OUTCOME -> history.add(new History.Step.Happened(StepCodec.outcome(step.body())));
                case MODEL_CALL -> history.add(new History.Step.Called(StepCodec.call(step.body())));
                default -> {}
            }
        }
        return new History(history);
    }

    /** Moves asked for that have no outcome yet, in order; for a storyboard, those of its shots that have none. */
    synchronized List<Move> pending() {
        Map<String, Move> open = new LinkedHashMap<>();
        for (History.Step step : history().steps()) {
            switch (step) {
                case History.Step.Moved(Move.Propose(var board)) -> {
                    for (Shot shot : board.shots()) {
                        open.put(shot.id(), new Move.Propose(new Storyboard(List.of(shot))));
                    }
                }
                case History.Step.Moved(Move.Generate generate) -> open.put(generate.shot(), generate);
                case History.Step.Moved(Move.Retry retry) -> open.put(retry.shot(), retry);
                case History.Step.Moved(Move.Finish _) -> {}
                case History.Step.Happened(Outcome outcome) -> open.remove(outcome.shot());
                case History.Step.Called _ -> {}
            }
        }
        return List.copyOf(open.values());
    }

    /** The latest outcome of each shot. */
    synchronized Map<String, Outcome> latest() {
        Map<String, Outcome> latest = new LinkedHashMap<>();
        history().outcomes().forEach(outcome -> latest.put(outcome.shot(), outcome));
        return latest;
    }

    synchronized boolean isFinished() {
        List<History.Step> all = history().steps();
        return all.stream().anyMatch(step -> step instanceof History.Step.Moved(Move.Finish _));
    }
}
