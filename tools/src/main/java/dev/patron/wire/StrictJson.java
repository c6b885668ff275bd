package dev.patron.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One JSON document from outside, read so that no two readers can understand it differently: UTF-8 without a byte
 * order mark, no duplicate keys, nothing after the end, bounded in size, depth and string length (RFC 8259).
 *
 * <p>It also keeps the text of every object and array near the top as it was received, for echoing byte for byte.
 */
public final class StrictJson {
    /** Says that bytes are not such a document. The message never repeats them. */
    public static final class NotJsonException extends Exception {
        NotJsonException(String message) {
            super(message);
        }
    }

    private static final int DEPTH_MOST = 32;
    private static final int STRING_MOST = 256 * 1024;
    private static final int RAW_DEPTH_MOST = 3;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MOST)
                            .maxStringLength(STRING_MOST)
                            .maxNameLength(1_024)
                            .maxNumberLength(128)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final byte[] bytes;
    private final JsonNode root;
    private final Map<String, Span> spans;

    private record Span(int start, int end) {}

    private StrictJson(byte[] bytes, JsonNode root, Map<String, Span> spans) {
        this.bytes = bytes;
        this.root = root;
        this.spans = spans;
    }

    /**
     * Reads a document.
     *
     * @param maxBytes its greatest size
     * @throws NotJsonException when it is anything else
     */
    public static StrictJson read(byte[] document, int maxBytes) throws NotJsonException {
        if (document.length > maxBytes) {
            throw new NotJsonException("a document exceeds " + maxBytes + " bytes");
        }
        requireText(document);
        byte[] own = document.clone();
        try {
            JsonNode root = MAPPER.readTree(own);
            if (root == null || root.isMissingNode()) {
                throw new NotJsonException("a document is empty");
            }
            return new StrictJson(own, root, spans(own));
        } catch (JsonProcessingException e) {
            throw new NotJsonException(reason(e));
        } catch (NumberFormatException e) {
            throw new NotJsonException("a number is beyond what can be read");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The document as a tree. */
    public JsonNode root() {
        return root;
    }

    /**
     * An object or array as received.
     *
     * @param pointer RFC 6901, such as {@code /accepts/0}; at most three levels deep
     */
    public Optional<String> raw(String pointer) {
        return span(pointer).map(span -> text(span.start(), span.end()));
    }

    /** The document with {@code member}, a name and a value in JSON, put first in the object at {@code pointer}. */
    public Optional<String> withMember(String pointer, String member) {
        return span(pointer)
                .filter(_ -> root.at(pointer).isObject())
                .map(span -> text(0, span.start() + 1)
                        + member
                        + (root.at(pointer).isEmpty() ? "" : ",")
                        + text(span.start() + 1, bytes.length));
    }

    /** A text as a JSON string, quotes included. */
    public static String quoted(String text) {
        try {
            return MAPPER.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Span> span(String pointer) {
        return Optional.ofNullable(spans.get(pointer));
    }

    private String text(int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    private static void requireText(byte[] document) throws NotJsonException {
        for (byte unit : document) {
            if (unit == 0) {
                throw new NotJsonException("a document is not UTF-8 text");
            }
        }
        if (document.length >= 3
                && Arrays.equals(document, 0, 3, new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, 0, 3)) {
            throw new NotJsonException("a document starts with a byte order mark");
        }
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(document));
        } catch (CharacterCodingException _) {
            throw new NotJsonException("a document is not UTF-8 text");
        }
    }

    private static Map<String, Span> spans(byte[] document) throws IOException {
        Map<String, Span> found = new HashMap<>();
        Deque<Integer> starts = new ArrayDeque<>();
        try (JsonParser parser = MAPPER.getFactory().createParser(document)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isStructStart()) {
                    starts.push((int) parser.currentTokenLocation().getByteOffset());
                } else if (token.isStructEnd()) {
                    int start = starts.pop();
                    if (starts.size() <= RAW_DEPTH_MOST) {
                        String pointer =
                                parser.getParsingContext().pathAsPointer().toString();
                        int end = (int) parser.currentTokenLocation().getByteOffset() + 1;
                        found.put(pointer, new Span(start, end));
                    }
                }
            }
        }
        return found;
    }

    private static String reason(JsonProcessingException e) {
        String said = e.getOriginalMessage() == null ? "" : e.getOriginalMessage();
        if (said.startsWith("Duplicate")) {
            return "a document names the same key twice";
        }
        if (said.contains("nesting depth")) {
            return "a document nests deeper than " + DEPTH_MOST;
        }
        if (said.startsWith("Trailing token")) {
            return "a document goes on after its end";
        }
        return e.getLocation() == null
                ? "a document is not JSON"
                : "a document is not JSON at byte " + e.getLocation().getByteOffset();
    }
}
