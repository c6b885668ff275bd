package dev.patron.planner;

import dev.langchain4j.model.output.TokenUsage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts of tokens: as a server states them where it states something possible, and estimated otherwise. */
final class Tokens {
    private static final int CHARS_PER_TOKEN = 4;
    private static final int MOST = 10_000_000;

    private Tokens() {}

    static long estimate(Model.Question question) {
        long chars = 0;
        for (var message : question.messages()) {
            chars += message.toString().length();
        }
        for (var tool : question.tools()) {
            chars += tool.toString().length();
        }
        return estimate(chars);
    }

    static long estimate(long chars) {
        return Math.ceilDiv(chars, CHARS_PER_TOKEN);
    }

    static long prompt(@Nullable TokenUsage stated, long estimate) {
        return possible(Optional.ofNullable(stated).map(TokenUsage::inputTokenCount), estimate);
    }

    static long completion(@Nullable TokenUsage stated, long estimate) {
        return possible(Optional.ofNullable(stated).map(TokenUsage::outputTokenCount), estimate);
    }

    private static long possible(Optional<Integer> stated, long estimate) {
        return stated.filter(count -> count > 0 && count <= MOST)
                .map(Integer::longValue)
                .orElse(estimate);
    }
}
