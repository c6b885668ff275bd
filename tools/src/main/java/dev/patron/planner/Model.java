package dev.patron.planner;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import java.time.Instant;
import java.util.List;

/** A language model that can be asked. */
interface Model {
    /** The name that the operator gave it. */
    String name();

    /**
     * Asks once, repeating what went wrong on the way a bounded number of times.
     *
     * @throws dev.patron.plan.PlannerException when no usable answer came
     */
    Reply ask(Question question);

    /**
     * What a model is asked.
     *
     * @param tokensMost of the answer
     * @param until      when there is no use in an answer any more
     */
    record Question(List<ChatMessage> messages, List<ToolSpecification> tools, int tokensMost, Instant until) {
        public Question {
            messages = List.copyOf(messages);
            tools = List.copyOf(tools);
        }
    }

    /**
     * What came back.
     *
     * @param request SHA-256 of the question as sent
     */
    record Reply(String request, Answered answer, long promptTokens, long completionTokens) {}
}
