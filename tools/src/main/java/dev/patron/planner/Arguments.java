package dev.patron.planner;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.wire.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The arguments of a tool, read strictly: exactly the keys that its shape names, each of its type. */
final class Arguments {
    /** Says in words of a closed list what is wrong, and where; never repeats what stood there. */
    static final class WrongException extends Exception {
        private final String reason;
        private final String at;

        WrongException(String reason, String at) {
            super(reason + " at `" + at + "`");
            this.reason = reason;
            this.at = at;
        }

        String reason() {
            return reason;
        }

        String at() {
            return at;
        }
    }

    private final JsonNode node;
    private final String path;

    private Arguments(JsonNode node, String path) {
        this.node = node;
        this.path = path;
    }

    static boolean isObject(String arguments) {
        try {
            return StrictJson.read(arguments.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE)
                    .root()
                    .isObject();
        } catch (StrictJson.NotJsonException _) {
            return false;
        }
    }

    /**
     * Reads the arguments of a tool that takes exactly {@code keys}.
     *
     * @throws WrongException when they are anything else; a key that stands twice is no JSON here
     */
    static Arguments read(Answered.Call call, Set<String> keys) throws WrongException {
        String text = call.arguments().orElseThrow(() -> new WrongException("too_long", ""));
        try {
            JsonNode root = StrictJson.read(text.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE)
                    .root();
            return new Arguments(root, "").with(keys);
        } catch (StrictJson.NotJsonException _) {
            throw new WrongException("not_json", "");
        }
    }

    private Arguments with(Set<String> keys) throws WrongException {
        if (!node.isObject()) {
            throw new WrongException("not_an_object", path);
        }
        Set<String> given = new TreeSet<>();
        node.fieldNames().forEachRemaining(given::add);
        if (!keys.containsAll(given)) {
            throw new WrongException("unknown_key", path);
        }
        for (String key : new TreeSet<>(keys)) {
            if (!given.contains(key)) {
                throw new WrongException("missing_key", at(key));
            }
        }
        return this;
    }

    /** The objects of a list, each with exactly {@code keys}. */
    List<Arguments> objects(String key, Set<String> keys) throws WrongException {
        List<Arguments> objects = new ArrayList<>();
        for (JsonNode item : node.path(key)) {
            objects.add(new Arguments(item, at(key) + "[" + objects.size() + "]").with(keys));
        }
        return objects;
    }

    /** How many entries a list has. */
    int size(String key) throws WrongException {
        if (!node.path(key).isArray()) {
            throw new WrongException("not_a_list", at(key));
        }
        return node.path(key).size();
    }

    String text(String key, int most) throws WrongException {
        JsonNode value = node.path(key);
        if (!value.isTextual()) {
            throw new WrongException("not_text", at(key));
        }
        String text = value.textValue();
        if (text.isBlank() || text.length() > most) {
            throw new WrongException(text.isBlank() ? "empty" : "too_long", at(key));
        }
        boolean torn = text.codePoints()
                .anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
        if (torn) {
            throw new WrongException("not_text", at(key));
        }
        return text;
    }

    Optional<String> maybe(String key, int most) throws WrongException {
        return node.path(key).isNull() ? Optional.empty() : Optional.of(text(key, most));
    }

    String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
