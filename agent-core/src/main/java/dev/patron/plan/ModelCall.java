package dev.patron.plan;

import java.util.regex.Pattern;

/**
 * One question to a language model and its answer.
 *
 * @param model            the model that was asked, by the name that the operator chose
 * @param prompts          the version of the written prompts that the question was made with
 * @param request          SHA-256 of the question as sent, in lower-case hexadecimal
 * @param answer           what the model said, in the planner's own written form
 * @param promptTokens     tokens of the question, zero or more
 * @param completionTokens tokens of the answer, zero or more
 */
public record ModelCall(
        String model, String prompts, String request, String answer, long promptTokens, long completionTokens) {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    public static final int ANSWER_CHARS_MOST = 1 << 20;

    public ModelCall {
        if (!DIGEST.matcher(request).matches()) {
            throw new IllegalArgumentException("a question is known by its SHA-256");
        }
        if (answer.length() > ANSWER_CHARS_MOST) {
            throw new IllegalArgumentException("an answer has at most " + ANSWER_CHARS_MOST + " characters");
        }
        if (promptTokens < 0 || completionTokens < 0) {
            throw new IllegalArgumentException("tokens are counted from zero");
        }
    }

    /** Tokens of question and answer together. */
    public long tokens() {
        return promptTokens + completionTokens;
    }
}
