package dev.patron.sandbox;

import com.fasterxml.jackson.databind.JsonNode;

/** What is to be made: a checked request body. Absent options are empty texts. */
record Order(Kind kind, String model, String prompt, String aspectRatio, String resolution) {
    private static final int PROMPT_CHARS_MAX = 8_000;
    private static final int OPTION_CHARS_MAX = 32;

    /**
     * Reads a request body.
     *
     * @throws IllegalArgumentException if it is not JSON, or a field is missing, unknown or too long
     */
    static Order read(Kind kind, byte[] body) {
        JsonNode json = Json.read(body);
        if (!json.isObject()) {
            throw new IllegalArgumentException("the body is not a JSON object");
        }
        String model = text(json, "model", OPTION_CHARS_MAX);
        if (!kind.models().contains(model)) {
            throw new IllegalArgumentException("`model` must be one of " + kind.models());
        }
        String prompt = text(json, "prompt", PROMPT_CHARS_MAX);
        if (prompt.isBlank()) {
            throw new IllegalArgumentException("`prompt` is required");
        }
        if (kind == Kind.VIDEO && !text(json, "mode", OPTION_CHARS_MAX).equals("t2v")) {
            throw new IllegalArgumentException("`mode` must be `t2v`");
        }
        return new Order(
                kind,
                model,
                prompt,
                text(json, "aspect_ratio", OPTION_CHARS_MAX),
                text(json, "resolution", OPTION_CHARS_MAX));
    }

    private static String text(JsonNode json, String field, int charsMax) {
        JsonNode value = json.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (!value.isTextual() || value.asText().length() > charsMax) {
            throw new IllegalArgumentException("`" + field + "` must be a text of at most " + charsMax + " characters");
        }
        return value.asText();
    }
}
