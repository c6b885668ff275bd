package dev.patron.books;

import java.io.IOException;
import java.io.Writer;
import java.util.HexFormat;

/**
 * One JSON object a line, for each event. {@code body} is the event's bytes as one JSON string, so that whoever
 * decodes it can hash what was hashed. Everything that is not printable ASCII is escaped: no reader's encoding can
 * change a byte, and nothing in a foreign text can act on a terminal.
 */
final class JsonLines implements Export {
    private static final HexFormat HEX = HexFormat.of();
    private final Writer out;

    JsonLines(Writer out) {
        this.out = out;
    }

    @Override
    public void begin() {
        // The events say themselves whose they are.
    }

    @Override
    public void entry(Entry entry) throws IOException {
        StringBuilder line = new StringBuilder(entry.body().length() + 160);
        line.append("{\"event\":").append(entry.number());
        line.append(",\"simulated\":");
        line.append(entry.simulated().map(String::valueOf).orElse("null"));
        line.append(",\"sha256\":");
        quote(line, entry.sha256());
        line.append(",\"body\":");
        quote(line, entry.body());
        out.append(line.append("}\n"));
    }

    private static void quote(StringBuilder line, String text) {
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c >= ' ' && c <= '~') {
                line.append(c);
            } else {
                line.append("\\u").append(HEX.toHexDigits(c));
            }
        }
        line.append('"');
    }

    @Override
    public void end() {
        // A line ends by itself.
    }
}
