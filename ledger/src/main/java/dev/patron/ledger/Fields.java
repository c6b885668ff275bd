package dev.patron.ledger;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The members of a recorded JSON object, read strictly.
 *
 * <p>Every accessor throws {@link IllegalArgumentException}, naming the member, when it is absent or of another form.
 */
record Fields(Map<String, Object> members) {
    static Fields read(String text) {
        return new Fields(Json.readObject(text));
    }

    boolean has(String key) {
        return members.containsKey(key);
    }

    String text(String key) {
        return maybeText(key).orElseThrow(() -> wrong(key));
    }

    Optional<String> maybeText(String key) {
        Object value = members.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return Optional.of(text);
        }
        throw wrong(key);
    }

    boolean flag(String key) {
        if (members.get(key) instanceof Boolean flag) {
            return flag;
        }
        throw wrong(key);
    }

    long number(String key) {
        return Long.parseLong(text(key));
    }

    BigInteger units(String key) {
        return new BigInteger(text(key));
    }

    @SuppressWarnings("unchecked")
    Fields part(String key) {
        if (members.get(key) instanceof Map<?, ?> map) {
            return new Fields((Map<String, Object>) map);
        }
        throw wrong(key);
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (Object item : list(key)) {
            if (!(item instanceof String text)) {
                throw wrong(key);
            }
            texts.add(text);
        }
        return texts;
    }

    @SuppressWarnings("unchecked")
    List<Fields> parts(String key) {
        List<Fields> parts = new ArrayList<>();
        for (Object item : list(key)) {
            if (!(item instanceof Map<?, ?> map)) {
                throw wrong(key);
            }
            parts.add(new Fields((Map<String, Object>) map));
        }
        return parts;
    }

    private List<?> list(String key) {
        if (members.get(key) instanceof List<?> list) {
            return list;
        }
        throw wrong(key);
    }

    private static IllegalArgumentException wrong(String key) {
        return new IllegalArgumentException("`" + key + "` is absent or of another form");
    }
}
