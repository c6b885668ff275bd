package dev.patron.plan;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One generation that a storyboard plans.
 *
 * @param id          unique within its run and never reused, {@code shot-01}
 * @param kind        image or video
 * @param provider    catalogue id of the seller
 * @param model       model id at that seller
 * @param prompt      what is asked of the model
 * @param aspectRatio as the seller takes it
 * @param resolution  as the seller takes it
 */
public record Shot(
        String id,
        Kind kind,
        String provider,
        String model,
        String prompt,
        Optional<String> aspectRatio,
        Optional<String> resolution) {
    private static final Pattern ID = Pattern.compile("shot-[0-9]{2,4}");
    public static final int PROMPT_CHARS_MOST = 8_000;

    public Shot {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("`" + id + "` is not a shot id such as `shot-01`");
        }
        if (prompt.isBlank() || prompt.length() > PROMPT_CHARS_MOST) {
            throw new IllegalArgumentException("a prompt has 1 to " + PROMPT_CHARS_MOST + " characters");
        }
    }

    /** Whether another shot asks for the same thing in the same words, whatever its id. */
    public boolean asksTheSame(Shot other) {
        return kind == other.kind
                && provider.equals(other.provider)
                && model.equals(other.model)
                && prompt.equals(other.prompt)
                && aspectRatio.equals(other.aspectRatio)
                && resolution.equals(other.resolution);
    }
}
