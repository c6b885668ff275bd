package dev.patron.planner;

import dev.patron.plan.Brief;
import dev.patron.plan.History;
import dev.patron.plan.ModelBounds;
import dev.patron.plan.ModelCall;
import dev.patron.plan.ModelCalls;
import dev.patron.plan.Move;
import dev.patron.plan.Planner;
import dev.patron.plan.PlannerException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * The planner that asks a language model.
 *
 * <p>The model proposes; every answer is written down before it is looked at, then ruled by {@link Rules}: moves that
 * the run may make, or typed facts that go back to the model. The talk is told anew from the history each time
 * ({@link Conversation}), so nothing is lost and nothing asked twice when a process dies. What a model may do is what
 * {@link Tool} lists; whether a shot is bought is the policy's business, whatever the model says.
 */
public final class LlmPlanner implements Planner {
    private static final int ANSWER_TOKENS_MOST = 8_192;

    private final Shop shop;
    private final ModelBounds bounds;
    private final Model model;
    private final InstantSource clock;

    LlmPlanner(Shop shop, ModelBounds bounds, Model model, InstantSource clock) {
        this.shop = shop;
        this.bounds = bounds;
        this.model = model;
        this.clock = clock;
    }

    /** A planner that asks a model behind an OpenAI-compatible address. */
    public static LlmPlanner openAi(Shop shop, ModelBounds bounds, ModelAddress address, OpenAiHands hands) {
        return new LlmPlanner(shop, bounds, new OpenAiModel(address, bounds, hands), hands.clock());
    }

    @Override
    public String name() {
        return "llm";
    }

    @Override
    public List<Move> next(Brief brief, History history, ModelCalls calls) {
        Instant until = clock.instant().plus(bounds.turn());
        History known = history;
        while (true) {
            Conversation talk = Conversation.of(shop, bounds, brief, known);
            if (!talk.owed().isEmpty()) {
                return talk.owed();
            }
            Model.Question question = new Model.Question(
                    talk.messages(), Tool.specifications(talk.prompts(), shop), ANSWER_TOKENS_MOST, until);
            String spent = spent(known, Tokens.estimate(question));
            if (!spent.isEmpty()) {
                return List.of(stop(talk, spent));
            }
            if (!clock.instant().isBefore(until)) {
                throw new PlannerException("the model `" + model.name() + "` made no move within " + bounds.turn()
                        + "; nothing more was bought, and `patron resume` goes on");
            }
            Model.Reply reply = model.ask(question);
            ModelCall call = new ModelCall(
                    model.name(),
                    talk.prompts().version(),
                    reply.request(),
                    reply.answer().written(),
                    reply.promptTokens(),
                    reply.completionTokens());
            calls.answered(call);
            known = known.with(new History.Step.Called(call));
        }
    }

    /** Which bound of the run the next question would exceed; empty when none. */
    private String spent(History history, long next) {
        if (history.calls().size() >= bounds.answers()) {
            return bounds.answers() + " answers";
        }
        long used = history.calls().stream().mapToLong(ModelCall::tokens).sum();
        return used + next > bounds.tokens() ? bounds.tokens() + " tokens" : "";
    }

    /** A model that used up what it may have ends the run as it stands; one that planned nothing has failed. */
    private Move stop(Conversation talk, String bound) {
        if (talk.hasShots()) {
            return new Move.Finish("stopped: the model may use " + bound + " in one run");
        }
        throw new PlannerException("the model `" + model.name() + "` planned nothing within " + bound
                + ", the most for one run (`llm` in the settings); nothing was bought. Shorten the brief, raise the"
                + " bound, or use `--planner outline`");
    }
}
