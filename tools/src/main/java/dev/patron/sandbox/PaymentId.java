package dev.patron.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;

/** The {@code payment-identifier} extension: a name the buyer gives to a payment, to ask for its answer again. */
final class PaymentId {
    private static final String FORM = "^[a-zA-Z0-9_-]+$";
    private static final Pattern VALID = Pattern.compile("[a-zA-Z0-9_-]{16,128}");

    private PaymentId() {}

    static ObjectNode advertised() {
        ObjectNode extension = Json.object();
        extension.putObject("info").put("required", false);
        ObjectNode schema = extension
                .putObject("schema")
                .put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("required").put("type", "boolean");
        properties
                .putObject("id")
                .put("type", "string")
                .put("minLength", 16)
                .put("maxLength", 128)
                .put("pattern", FORM);
        schema.putArray("required").add("required");
        return extension;
    }

    /** The id a payload carries, empty if none. */
    static String of(JsonNode payload) {
        return payload.path("extensions")
                .path("payment-identifier")
                .path("info")
                .path("id")
                .asText("");
    }

    static boolean isValid(String id) {
        return VALID.matcher(id).matches();
    }
}
