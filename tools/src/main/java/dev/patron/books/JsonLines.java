package dev.patron.books;

import java.io.IOException;
import java.io.Writer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * One JSON object a line: first what vouches for the events, then each event that it vouches for. {@code body} is the event's bytes as one JSON string, so that whoever
 * decodes it can hash what was hashed. Everything that is not printable ASCII is escaped: no reader's encoding can
 * change a byte, and nothing in a foreign text can act on a terminal.
 */
final class JsonLines implements Export {
    private static final HexFormat HEX = HexFormat.of();
    private final Writer out;
    private final Head head;

    JsonLines(Writer out, Head head) {
        this.out = out;
        this.head = head;
    }

    @Override
    public void begin() throws IOException {
        StringBuilder line = new StringBuilder("{\"schema\":\"patron-export/1\"");
        member(line, "from", head.seal().flatMap(Seal::from));
        member(line, "to", head.seal().flatMap(Seal::to));
        member(line, "origin", head.seal().map(Seal::origin));
        member(line, "key", head.seal().map(Seal::key));
        line.append(",\"size\":").append(head.seal().map(Seal::size).orElse("0"));
        member(line, "root", head.seal().map(Seal::root));
        member(line, "checkpoint", head.seal().map(Seal::note));
        head.seal().flatMap(Seal::part).ifPresent(part -> {
            line.append(",\"first\":").append(part.first()).append(",\"end\":").append(part.end());
            hashes(line, "before", part.before());
            hashes(line, "after", part.after());
        });
        out.append(line.append("}\n"));
    }

    private static void hashes(StringBuilder line, String name, List<String> hashes) {
        line.append(",\"").append(name).append("\":[");
        for (int i = 0; i < hashes.size(); i++) {
            line.append(i == 0 ? "" : ",");
            quote(line, hashes.get(i));
        }
        line.append(']');
    }

    private static void member(StringBuilder line, String name, Optional<String> value) {
        line.append(",\"").append(name).append("\":");
        if (value.isPresent()) {
            quote(line, value.get());
        } else {
            line.append("null");
        }
    }

    @Override
    public void entry(Entry entry) throws IOException {
        StringBuilder line = new StringBuilder(entry.body().length() + 160);
        line.append("{\"event\":").append(entry.number());
        line.append(",\"place\":").append(entry.place().map(String::valueOf).orElse("null"));
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
