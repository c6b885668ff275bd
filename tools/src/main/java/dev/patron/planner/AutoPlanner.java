package dev.patron.planner;

import dev.patron.plan.Brief;
import dev.patron.plan.History;
import dev.patron.plan.ModelCalls;
import dev.patron.plan.Move;
import dev.patron.plan.Planner;
import java.util.List;

/** Asks a model, except for runs that were planned without one: whoever began a run sees it home. */
public final class AutoPlanner implements Planner {
    private final OutlinePlanner outline;
    private final LlmPlanner llm;

    public AutoPlanner(OutlinePlanner outline, LlmPlanner llm) {
        this.outline = outline;
        this.llm = llm;
    }

    @Override
    public String name() {
        return llm.name();
    }

    @Override
    public List<Move> next(Brief brief, History history, ModelCalls calls) {
        boolean begunWithout =
                history.moves().findAny().isPresent() && history.calls().isEmpty();
        return begunWithout ? outline.next(brief, history, calls) : llm.next(brief, history, calls);
    }
}
