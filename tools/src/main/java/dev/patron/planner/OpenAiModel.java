package dev.patron.planner;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.patron.plan.ModelBounds;
import dev.patron.plan.PlannerException;
import java.util.ArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A model behind an OpenAI-compatible address; langchain4j writes the question and reads the answer. */
final class OpenAiModel implements Model {
    private static final Logger LOG = LoggerFactory.getLogger(OpenAiModel.class);

    private final ModelAddress address;
    private final ModelBounds bounds;
    private final OpenAiHands hands;

    OpenAiModel(ModelAddress address, ModelBounds bounds, OpenAiHands hands) {
        this.address = address;
        this.bounds = bounds;
        this.hands = hands;
    }

    @Override
    public String name() {
        return address.model();
    }

    @Override
    public Reply ask(Question question) {
        WireClient client = new WireClient(address, new WireClient.Patience(bounds.answer(), question.until()), hands);
        OpenAiChatModel.OpenAiChatModelBuilder builder = OpenAiChatModel.builder()
                .httpClientBuilder(client.builder())
                .baseUrl(address.baseUrl().toString())
                .modelName(address.model())
                .maxCompletionTokens(question.tokensMost())
                .strictTools(true)
                .maxRetries(0)
                .logRequests(false)
                .logResponses(false);
        address.key().ifPresent(builder::apiKey);
        ChatRequest request = ChatRequest.builder()
                .messages(new ArrayList<ChatMessage>(question.messages()))
                .toolSpecifications(question.tools())
                .build();
        try {
            ChatResponse response = builder.build().chat(request);
            return new Reply(
                    client.requestDigest(),
                    Answered.of(response.aiMessage()),
                    Tokens.prompt(response.tokenUsage(), Tokens.estimate(question)),
                    Tokens.completion(response.tokenUsage(), Tokens.estimate(client.answerChars())));
        } catch (RuntimeException e) {
            throw cause(e, client);
        }
    }

    /** What the library wraps is unwrapped; what it cannot read is named without repeating it. */
    private static PlannerException cause(RuntimeException e, WireClient client) {
        Throwable cause = e;
        for (int depth = 0; depth < 8 && cause != null; depth++) {
            if (cause instanceof PlannerException known) {
                return known;
            }
            cause = cause.getCause();
        }
        LOG.info(
                "the library could not read the model's answer: {}",
                e.getClass().getName());
        return client.failed("sent an answer that is not a chat completion");
    }
}
