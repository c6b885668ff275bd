package dev.patron.ledger;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of an export in its one spelling: {@code {"event":N,"place":P,"simulated":S,"sha256":"…","body":"…"}}, in
 * which whatever is not printable ASCII is escaped as {@code \}{@code uXXXX}. No byte of it can be another without
 * being refused, or without another meaning.
 *
 * @param simulated empty for {@code null}
 */
record ExportLine(long event, long place, Optional<Boolean> simulated, String sha256, String body) {
    private static final Pattern LINE = Pattern.compile("\\{\"event\":(0|[1-9][0-9]{0,17}),"
            + "\"place\":(0|[1-9][0-9]{0,17}),\"simulated\":(true|false|null),\"sha256\":\"([0-9a-f]{64})\",\"body\":");
    private static final int UNICODE_DIGITS = 4;

    /**
     * @throws IllegalArgumentException when the text is no such line
     */
    static ExportLine read(String text) {
        Matcher head = LINE.matcher(text);
        if (!head.lookingAt()) {
            throw new IllegalArgumentException("it is no line of an export");
        }
        Text body = text(text, head.end());
        if (!text.substring(body.end()).equals("}")) {
            throw new IllegalArgumentException("it goes on after its body");
        }
        return new ExportLine(
                Long.parseLong(head.group(1)),
                Long.parseLong(head.group(2)),
                head.group(3).equals("null") ? Optional.empty() : Optional.of(Boolean.valueOf(head.group(3))),
                head.group(4),
                body.value());
    }

    /** A string that was read, and where the text goes on. */
    record Text(String value, int end) {}

    /** Reads the string that begins at a quotation mark. */
    static Text text(String line, int at) {
        StringBuilder value = new StringBuilder(line.length() - Math.min(at, line.length()));
        int i = at + 1;
        if (at >= line.length() || line.charAt(at) != '"') {
            throw new IllegalArgumentException("a string is missing");
        }
        while (i < line.length() && line.charAt(i) != '"') {
            char c = line.charAt(i++);
            if (c < ' ' || c > '~') {
                throw new IllegalArgumentException("a character stands there that is to be escaped");
            }
            if (c != '\\') {
                value.append(c);
            } else if (i < line.length() && (line.charAt(i) == '"' || line.charAt(i) == '\\')) {
                value.append(line.charAt(i++));
            } else {
                value.append(unicode(line, i));
                i += 1 + UNICODE_DIGITS;
            }
        }
        if (i >= line.length()) {
            throw new IllegalArgumentException("it ends within a string");
        }
        return new Text(value.toString(), i + 1);
    }

    private static char unicode(String line, int at) {
        int end = at + 1 + UNICODE_DIGITS;
        if (end <= line.length() && line.charAt(at) == 'u') {
            String digits = line.substring(at + 1, end);
            if (digits.matches("[0-9a-f]{4}")) {
                char c = (char) HexFormat.fromHexDigits(digits);
                if (c < ' ' || c > '~') {
                    return c;
                }
            }
        }
        throw new IllegalArgumentException("it holds an escape that is not written here");
    }

    /** Writes a string as {@link #text} reads it. */
    static String quoted(String value) {
        StringBuilder quoted = new StringBuilder(value.length() + 16).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c >= ' ' && c <= '~') {
                quoted.append(c);
            } else {
                quoted.append("\\u").append(HexFormat.of().toHexDigits(c));
            }
        }
        return quoted.append('"').toString();
    }
}
