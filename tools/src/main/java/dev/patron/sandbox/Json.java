package dev.patron.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON in and out: duplicate keys and trailing text are errors. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /**
     * Reads one value.
     *
     * @throws IllegalArgumentException if the bytes are not one JSON value
     */
    static JsonNode read(byte[] bytes) {
        try {
            JsonNode read = MAPPER.readTree(bytes);
            if (read == null || read.isMissingNode()) {
                throw new IllegalArgumentException("the text is empty where JSON is expected");
            }
            return read;
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("the text is not JSON", malformed);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree that cannot be written", impossible);
        }
    }
}
