package dev.patron.planner;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonAnyOfSchema;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonNullSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import dev.patron.plan.Kind;
import dev.patron.plan.Menu;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The tools that a model has: a closed list. None of them names a payee, a price, a seller, a limit or a key, and each
 * takes exactly the keys of its shape.
 */
enum Tool {
    STORYBOARD,
    GENERATE_IMAGE,
    GENERATE_VIDEO,
    BUDGET,
    FINISH;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Tool> of(String word) {
        return Arrays.stream(values()).filter(tool -> tool.word().equals(word)).findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Tool::word).toList();
    }

    /** All tools as the protocol describes them, with the words of {@code prompts}. */
    static List<ToolSpecification> specifications(Prompts prompts, Shop shop) {
        return Arrays.stream(values())
                .map(tool -> ToolSpecification.builder()
                        .name(tool.word())
                        .description(prompts.text(tool.word()))
                        .parameters(tool.shape(shop))
                        .build())
                .toList();
    }

    private JsonObjectSchema shape(Shop shop) {
        return switch (this) {
            case STORYBOARD ->
                object().addProperty("shots", array(shot(shop)))
                        .required("shots")
                        .build();
            case GENERATE_IMAGE, GENERATE_VIDEO ->
                object().addStringProperty("shot", "a shot's id, such as shot-01")
                        .required("shot")
                        .build();
            case BUDGET -> object().build();
            case FINISH ->
                object().addStringProperty("reason", "one sentence")
                        .required("reason")
                        .build();
        };
    }

    private static JsonObjectSchema shot(Shop shop) {
        return object().addEnumProperty(
                        "kind",
                        Arrays.stream(Kind.values())
                                .filter(shop.prices()::containsKey)
                                .map(Kind::word)
                                .toList())
                .addProperty(
                        "model",
                        JsonEnumSchema.builder()
                                .description("one that is sold for this kind")
                                .enumValues(shop.menu().items().stream()
                                        .filter(item -> shop.prices().containsKey(item.kind()))
                                        .map(Menu.Item::model)
                                        .distinct()
                                        .toList())
                                .build())
                .addStringProperty("prompt", "one picture or clip, described completely")
                .addProperty("aspect_ratio", orNull("such as 16:9, 1:1, landscape or portrait; null for the usual one"))
                .addProperty("resolution", orNull("images only: such as 1k, 2k or 4k; null for the usual one"))
                .required("kind", "model", "prompt", "aspect_ratio", "resolution")
                .build();
    }

    private static JsonObjectSchema.Builder object() {
        return JsonObjectSchema.builder().additionalProperties(false);
    }

    private static JsonArraySchema array(JsonSchemaElement items) {
        return JsonArraySchema.builder().items(items).build();
    }

    private static JsonAnyOfSchema orNull(String description) {
        return JsonAnyOfSchema.builder()
                .description(description)
                .anyOf(new JsonStringSchema(), new JsonNullSchema())
                .build();
    }
}
