package dev.patron.ledger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Canonical JSON (RFC 8785) for values made of objects, arrays, strings and booleans.
 *
 * <p>Numbers do not occur: every integer is a string, so no reader can lose a digit. Keys are sorted by UTF-16 code
 * units and strings escape only what RFC 8785 section 3.2.2.2 says. {@link #read} accepts exactly what {@link #write}
 * produces, so text that reads is text that is canonical.
 */
public final class Json {
    private static final int DEPTH_MOST = 32;

    private Json() {}

    /** An object from alternating keys and values, for building records of a few fields. */
    public static Map<String, Object> object(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    /**
     * @throws IllegalArgumentException for a value that is not a map with text keys, a list, a string or a boolean,
     *     or a string with an unpaired surrogate
     */
    public static String write(Object value) {
        StringBuilder out = new StringBuilder(256);
        write(out, value, 0);
        return out.toString();
    }

    private static void write(StringBuilder out, Object value, int depth) {
        if (depth > DEPTH_MOST) {
            throw new IllegalArgumentException("deeper than " + DEPTH_MOST);
        }
        switch (value) {
            case String text -> quote(out, text);
            case Boolean flag -> out.append(flag.booleanValue());
            case Map<?, ?> map -> {
                TreeMap<String, Object> sorted = new TreeMap<>();
                map.forEach((key, member) -> sorted.put((String) key, member));
                char before = '{';
                for (Map.Entry<String, Object> entry : sorted.entrySet()) {
                    out.append(before);
                    quote(out, entry.getKey());
                    out.append(':');
                    write(out, entry.getValue(), depth + 1);
                    before = ',';
                }
                out.append(sorted.isEmpty() ? "{}" : "}");
            }
            case List<?> list -> {
                out.append('[');
                for (int i = 0; i < list.size(); i++) {
                    out.append(i == 0 ? "" : ",");
                    write(out, list.get(i), depth + 1);
                }
                out.append(']');
            }
            default -> throw new IllegalArgumentException("no canonical form for " + value.getClass());
        }
    }

    private static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        boolean pair = Character.isHighSurrogate(c)
                                && i + 1 < text.length()
                                && Character.isLowSurrogate(text.charAt(i + 1));
                        if (Character.isSurrogate(c) && !pair) {
                            throw new IllegalArgumentException("an unpaired surrogate has no canonical form");
                        }
                        out.append(c);
                        if (pair) {
                            out.append(text.charAt(++i));
                        }
                    }
                }
            }
        }
        out.append('"');
    }

    /**
     * Reads canonical text.
     *
     * @throws IllegalArgumentException when the text is not canonical
     */
    public static Object read(String text) {
        Reader reader = new Reader(text);
        Object value = reader.value(0);
        if (reader.at != text.length()) {
            throw new IllegalArgumentException("not canonical JSON");
        }
        return value;
    }

    /** {@link #read} for text that is an object. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> readObject(String text) {
        if (read(text) instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new IllegalArgumentException("not a JSON object");
    }

    /** Takes each thing in the one way in which it is written, so that what was read need not be written to compare it. */
    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        Object value(int depth) {
            if (depth > DEPTH_MOST || at >= text.length()) {
                throw new IllegalArgumentException("not canonical JSON");
            }
            return switch (text.charAt(at)) {
                case '"' -> string();
                case '{' -> object(depth);
                case '[' -> array(depth);
                case 't' -> word("true", true);
                case 'f' -> word("false", false);
                default -> throw new IllegalArgumentException("not canonical JSON at " + at);
            };
        }

        private Object word(String word, boolean value) {
            if (!text.startsWith(word, at)) {
                throw new IllegalArgumentException("not canonical JSON at " + at);
            }
            at += word.length();
            return value;
        }

        private Map<String, Object> object(int depth) {
            Map<String, Object> map = new LinkedHashMap<>();
            String before = "";
            at++;
            while (!take('}')) {
                if (!map.isEmpty()) {
                    expect(',');
                }
                String key = string();
                if (!map.isEmpty() && key.compareTo(before) <= 0) {
                    throw new IllegalArgumentException("not canonical JSON at " + at + ": keys are out of order");
                }
                expect(':');
                map.put(key, value(depth + 1));
                before = key;
            }
            return map;
        }

        private List<Object> array(int depth) {
            List<Object> list = new ArrayList<>();
            at++;
            while (!take(']')) {
                if (!list.isEmpty()) {
                    expect(',');
                }
                list.add(value(depth + 1));
            }
            return list;
        }

        private String string() {
            expect('"');
            int from = at;
            while (at < text.length() && isPlain(text.charAt(at))) {
                at++;
            }
            if (take('"')) {
                return text.substring(from, at - 1);
            }
            StringBuilder out = new StringBuilder(text.substring(from, at));
            while (at < text.length() && text.charAt(at) != '"') {
                out.append(character());
            }
            expect('"');
            return out.toString();
        }

        private static boolean isPlain(char c) {
            return c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c);
        }

        /** The next character, or the next two where they are one. */
        private String character() {
            char c = text.charAt(at);
            if (c == '\\') {
                at++;
                return String.valueOf(escaped());
            }
            boolean pair = Character.isHighSurrogate(c)
                    && at + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(at + 1));
            if (!pair && !isPlain(c)) {
                throw new IllegalArgumentException("not canonical JSON at " + at);
            }
            int from = at;
            at += pair ? 2 : 1;
            return text.substring(from, at);
        }

        private char escaped() {
            if (at >= text.length()) {
                throw new IllegalArgumentException("not canonical JSON");
            }
            char c = text.charAt(at++);
            return switch (c) {
                case '"', '\\' -> c;
                case 'b' -> '\b';
                case 't' -> '\t';
                case 'n' -> '\n';
                case 'f' -> '\f';
                case 'r' -> '\r';
                case 'u' -> control();
                default -> throw new IllegalArgumentException("not canonical JSON at " + at);
            };
        }

        /** A control character that has no shorter escape. */
        private char control() {
            for (char c = 0; c < ' '; c++) {
                if (text.startsWith(quoted(c), at - 2)) {
                    at += 4;
                    return c;
                }
            }
            throw new IllegalArgumentException("not canonical JSON at " + at);
        }

        private static String quoted(char c) {
            StringBuilder out = new StringBuilder();
            quote(out, String.valueOf(c));
            return out.substring(1, out.length() - 1);
        }

        private boolean take(char c) {
            if (at < text.length() && text.charAt(at) == c) {
                at++;
                return true;
            }
            return false;
        }

        private void expect(char c) {
            if (!take(c)) {
                throw new IllegalArgumentException("not canonical JSON at " + at);
            }
        }
    }
}
