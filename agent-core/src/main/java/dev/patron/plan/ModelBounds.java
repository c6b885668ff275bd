package dev.patron.plan;

import java.time.Duration;

/**
 * How much a planner may ask of a language model.
 *
 * @param answers answers in one run, 1 to 200
 * @param tokens  tokens of all questions and answers in one run
 * @param shots   shots in all storyboards of one run
 * @param answer  the longest wait for one answer
 * @param turn    the longest time from one set of moves to the next, over all questions and repetitions
 */
public record ModelBounds(int answers, long tokens, int shots, Duration answer, Duration turn) {
    public static final ModelBounds DEFAULT =
            new ModelBounds(24, 200_000, 40, Duration.ofSeconds(60), Duration.ofMinutes(5));

    public ModelBounds {
        if (answers < 1 || tokens < 1 || shots < 1 || !answer.isPositive() || !turn.isPositive()) {
            throw new IllegalArgumentException("every bound on a model is above zero");
        }
    }
}
