package dev.patron.xgen;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.payment.ForeignText;
import dev.patron.policy.Code;
import dev.patron.purchase.Output;
import dev.patron.purchase.Poll;
import dev.patron.wire.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what {@code GET /v1/generations/{id}} answers. */
final class Polls {
    private static final int OUTPUTS_MOST = 16;
    private static final int URL_CHARS_MOST = 4_096;
    private static final long RETRY_SECONDS_MOST = 60;
    private static final Pattern SECONDS = Pattern.compile("-?[0-9]{1,18}");

    private Polls() {}

    static Poll read(String handle, Reply.Received received) {
        int status = received.status();
        if (status == 402) {
            return unhelpful(received, Code.UNEXPECTED_PAYWALL + ": " + Code.UNEXPECTED_PAYWALL.meaning());
        }
        if (status >= 300 && status < 400) {
            return unhelpful(received, Code.REDIRECT_REFUSED + ": a question after a generation is not redirected");
        }
        if (status < 200 || status >= 300) {
            return unhelpful(received, Answers.words(received));
        }
        JsonNode body = Answers.json(received);
        String id = body.path("id").asText(handle);
        if (!id.equals(handle)) {
            return unhelpful(received, "the answer is about another generation, `" + ForeignText.plain(id, 80) + "`");
        }
        String word = body.path("status").textValue();
        if (word == null || word.isBlank()) {
            return unhelpful(received, "the answer names no status");
        }
        return switch (word) {
            case "completed" -> new Poll.Completed(outputs(body.path("output")));
            case "failed" ->
                new Poll.Failed(Answers.words(received).replaceFirst("^status [0-9]+$", "no reason given"));
            default -> new Poll.Working(ForeignText.plain(word, 40), progress(body.path("progress")));
        };
    }

    private static List<Output> outputs(JsonNode output) {
        List<Output> outputs = new ArrayList<>();
        for (JsonNode one : output.isArray() ? output : List.of(output)) {
            String url = one.path("url").textValue();
            if (url != null && url.length() <= URL_CHARS_MOST && outputs.size() < OUTPUTS_MOST) {
                outputs.add(new Output(url, ForeignText.plain(one.path("type").asText(""), 80)));
            }
        }
        return outputs;
    }

    private static Optional<Integer> progress(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= 0 && value.intValue() <= 100
                ? Optional.of(value.intValue())
                : Optional.empty();
    }

    private static Poll unhelpful(Reply.Received received, String detail) {
        return new Poll.Unhelpful(received.status(), detail, retryAfter(received));
    }

    /** {@code Retry-After} in seconds, kept within 0 to 60; a date there is left aside. */
    private static Optional<Duration> retryAfter(Reply.Received received) {
        return received.headers()
                .firstValue("Retry-After")
                .filter(text -> SECONDS.matcher(text).matches())
                .map(Long::parseLong)
                .map(seconds -> Duration.ofSeconds(Math.clamp(seconds, 0L, RETRY_SECONDS_MOST)));
    }
}
