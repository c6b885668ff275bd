package dev.patron.plan;

import java.util.List;
import java.util.Optional;

/**
 * Who planned a run, and what was asked of a language model for it.
 *
 * @param planner          the planner's name
 * @param models           the models that answered, in the order of their first answer; empty without a model
 * @param calls            answers
 * @param promptTokens     tokens of all questions
 * @param completionTokens tokens of all answers
 */
public record PlannerUse(String planner, List<String> models, int calls, long promptTokens, long completionTokens) {
    public PlannerUse {
        models = List.copyOf(models);
    }

    /** A planner that asked no model. */
    public static PlannerUse without(String planner) {
        return new PlannerUse(planner, List.of(), 0, 0, 0);
    }

    public static PlannerUse of(String planner, List<ModelCall> calls) {
        return new PlannerUse(
                planner,
                calls.stream().map(ModelCall::model).distinct().toList(),
                calls.size(),
                calls.stream().mapToLong(ModelCall::promptTokens).sum(),
                calls.stream().mapToLong(ModelCall::completionTokens).sum());
    }

    /** All of it in one line for people. */
    public String text() {
        return model().map(
                        model -> planner + " with " + model + ", " + calls + (calls == 1 ? " answer, " : " answers, ")
                                + promptTokens + " prompt and " + completionTokens + " completion tokens")
                .orElse(planner);
    }

    /** The models in one text; empty without a model. */
    public Optional<String> model() {
        return models.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", models));
    }
}
