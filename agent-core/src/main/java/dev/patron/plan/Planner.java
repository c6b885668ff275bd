package dev.patron.plan;

import java.util.List;

/**
 * A function from a brief and a run's history to the next moves.
 *
 * <p>The run journals every answer before acting on it, so a planner is asked once for each state of the history and
 * never again after a crash. A planner sees typed facts only; prices, payees and keys are not its business.
 */
public interface Planner {
    /** Short name for receipts and the command line, such as {@code outline}. */
    String name();

    /**
     * The next moves, at least one.
     *
     * @throws PlannerException when no plan can be made; the run then ends as failed, with nothing more bought
     */
    List<Move> next(Brief brief, History history);
}
