package dev.patron.plan;

/**
 * Where a planner writes down each answer of a language model, before it looks at the answer.
 *
 * <p>What was written is in the {@link History} the next time the planner is asked, also after a crash, so an answer
 * is paid for once. An answer that was under way when the process died was never written, and is asked for again.
 */
@FunctionalInterface
public interface ModelCalls {
    /** Returns once the call is durable. */
    void answered(ModelCall call);

    /** Keeps nothing: for storyboards that are only looked at. */
    static ModelCalls unrecorded() {
        return _ -> {};
    }
}
