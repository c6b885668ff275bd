package dev.patron.plan;

import java.util.List;

/**
 * A function from a brief and a run's history to the next moves.
 *
 * <p>The run journals every answer before acting on it, so a planner is asked once for each state of the history and
 * never again after a crash. A planner that asks a language model several times for one answer writes each of the
 * model's answers down first, so that those are not asked for again either. A planner sees typed facts only; payees and
 * keys are not its business.
 */
public interface Planner {
    /** Short name for receipts and the command line, such as {@code outline}. */
    String name();

    /**
     * The next moves, at least one.
     *
     * @param calls where answers of a language model are written down; those of earlier turns are in the history
     * @throws PlannerException when no plan can be made; the run then ends as failed, with nothing more bought
     */
    List<Move> next(Brief brief, History history, ModelCalls calls);
}
