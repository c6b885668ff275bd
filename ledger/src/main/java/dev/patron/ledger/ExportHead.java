package dev.patron.ledger;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first line of an export: whose it is, and the signed checkpoint that all its events are under.
 *
 * @param key  the log's public key, as C2SP writes it: no more than the export's own word
 * @param note the signed note
 */
record ExportHead(String key, String note) {
    static final String SCHEMA = "patron-export/1";

    private static final Pattern BEGINNING = Pattern.compile("\\{\"schema\":\"" + SCHEMA
            + "\",\"from\":(null|\"[^\"]*\"),\"to\":(null|\"[^\"]*\"),\"origin\":\"[^\"]*\",\"key\":");
    private static final Pattern MIDDLE =
            Pattern.compile(",\"size\":(0|[1-9][0-9]{0,17}),\"root\":\"[^\"]*\",\"checkpoint\":");

    /**
     * @throws Offline.UnfitException   when it is the head of another thing, or of a period
     * @throws IllegalArgumentException when it is spelled in another way
     */
    static ExportHead read(String line) {
        Matcher beginning = BEGINNING.matcher(line);
        if (!beginning.lookingAt()) {
            throw new Offline.UnfitException(
                    "line 1 does not begin as an export of `patron ledger export jsonl` does, with `" + SCHEMA + "`");
        }
        if (!beginning.group(1).equals("null") || !beginning.group(2).equals("null")) {
            throw new Offline.UnfitException("it is an export of a period, whose events alone do not lead to the signed"
                    + " root; export without `--from` and `--to`");
        }
        ExportLine.Text key = ExportLine.text(line, beginning.end());
        Matcher middle = MIDDLE.matcher(line).region(key.end(), line.length());
        if (!middle.lookingAt()) {
            throw new IllegalArgumentException("it has no size and root");
        }
        return new ExportHead(key.value(), ExportLine.text(line, middle.end()).value());
    }

    /** The line that says this and nothing else. */
    String line() {
        String[] lines = note.split("\n", -1);
        return "{\"schema\":\"" + SCHEMA + "\",\"from\":null,\"to\":null,\"origin\":" + ExportLine.quoted(lines[0])
                + ",\"key\":" + ExportLine.quoted(key) + ",\"size\":" + lines[1] + ",\"root\":"
                + ExportLine.quoted(lines[2]) + ",\"checkpoint\":" + ExportLine.quoted(note) + "}";
    }
}
