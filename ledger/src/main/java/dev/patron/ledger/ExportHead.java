package dev.patron.ledger;

import dev.patron.log.Hash;
import dev.patron.log.LogException;
import dev.patron.log.RangeProof;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The first line of an export: whose it is, the signed checkpoint that all its events are under, and where they are not all,
 * what lies beside them.
 *
 * @param key  the log's public key, as C2SP writes it: no more than the export's own word
 * @param note the signed note
 * @param part which part of the log it is; empty for all of it
 */
record ExportHead(String key, String note, Optional<Part> part) {
    static final String SCHEMA = "patron-export/1";

    private static final String TIME = "(null|\"[^\"]*\")";
    private static final Pattern BEGINNING = Pattern.compile("\\{\"schema\":\"" + SCHEMA + "\",\"from\":" + TIME
            + ",\"to\":" + TIME + ",\"origin\":\"[^\"]*\",\"key\":");
    private static final String NUMBER = "(0|[1-9][0-9]{0,17})";
    private static final Pattern MIDDLE =
            Pattern.compile(",\"size\":" + NUMBER + ",\"root\":\"[^\"]*\",\"checkpoint\":");
    private static final String HASHES = "\\[((?:\"[A-Za-z0-9+/=]{44}\",?)*)\\]";
    private static final Pattern PART = Pattern.compile(
            ",\"first\":" + NUMBER + ",\"end\":" + NUMBER + ",\"before\":" + HASHES + ",\"after\":" + HASHES + "\\}");

    /** A head of the whole. */
    ExportHead(String key, String note) {
        this(key, note, Optional.empty());
    }

    /**
     * A part of the log: neighbouring places, from the first to the last that an event of a period has.
     *
     * @param from the beginning of the period; empty where it is the ledger's own
     * @param to   its end; empty where it is open
     */
    record Part(Optional<Instant> from, Optional<Instant> to, RangeProof range) {
        /** Whether a time lies in the period. */
        boolean holds(Instant at) {
            return from.filter(at::isBefore).isEmpty()
                    && to.filter(end -> !at.isBefore(end)).isEmpty();
        }
    }

    /**
     * @throws Offline.UnfitException   when it is the head of another thing
     * @throws IllegalArgumentException when it is spelled in another way
     */
    static ExportHead read(String line) {
        Matcher beginning = BEGINNING.matcher(line);
        if (!beginning.lookingAt()) {
            throw new Offline.UnfitException(
                    "line 1 does not begin as an export of `patron ledger export jsonl` does, with `" + SCHEMA + "`");
        }
        ExportLine.Text key = ExportLine.text(line, beginning.end());
        Matcher middle = MIDDLE.matcher(line).region(key.end(), line.length());
        if (!middle.lookingAt()) {
            throw new IllegalArgumentException("it has no size and root");
        }
        ExportLine.Text note = ExportLine.text(line, middle.end());
        Optional<Instant> from = time(beginning.group(1));
        Optional<Instant> to = time(beginning.group(2));
        Optional<Part> part = from.isEmpty() && to.isEmpty()
                ? Optional.empty()
                : Optional.of(new Part(from, to, range(line, note.end())));
        return new ExportHead(key.value(), note.value(), part);
    }

    private static Optional<Instant> time(String word) {
        try {
            return word.equals("null")
                    ? Optional.empty()
                    : Optional.of(Instant.parse(word.substring(1, word.length() - 1)));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("its period is none: " + e.getMessage(), e);
        }
    }

    private static RangeProof range(String line, int at) {
        Matcher part = PART.matcher(line).region(at, line.length());
        if (!part.matches()) {
            throw new IllegalArgumentException("it is of a period and does not say what lies beside its events; export"
                    + " it again, or without `--from` and `--to`");
        }
        return new RangeProof(
                Long.parseLong(part.group(1)),
                Long.parseLong(part.group(2)),
                hashes(part.group(3)),
                hashes(part.group(4)));
    }

    private static List<Hash> hashes(String list) {
        try {
            return Pattern.compile("[^\",]+")
                    .matcher(list)
                    .results()
                    .map(MatchResult::group)
                    .map(Hash::parse)
                    .toList();
        } catch (LogException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** The line that says this and nothing else. */
    String line() {
        String[] lines = note.split("\n", -1);
        return "{\"schema\":\"" + SCHEMA + "\",\"from\":" + time(part.flatMap(Part::from)) + ",\"to\":"
                + time(part.flatMap(Part::to)) + ",\"origin\":" + ExportLine.quoted(lines[0])
                + ",\"key\":" + ExportLine.quoted(key) + ",\"size\":" + lines[1] + ",\"root\":"
                + ExportLine.quoted(lines[2]) + ",\"checkpoint\":" + ExportLine.quoted(note)
                + part.map(Part::range).map(ExportHead::beside).orElse("") + "}";
    }

    private static String time(Optional<Instant> at) {
        return at.map(Instant::toString).map(ExportLine::quoted).orElse("null");
    }

    private static String beside(RangeProof range) {
        return ",\"first\":" + range.first() + ",\"end\":" + range.end() + ",\"before\":" + list(range.before())
                + ",\"after\":" + list(range.after());
    }

    private static String list(List<Hash> hashes) {
        return hashes.stream().map(Hash::toString).map(ExportLine::quoted).collect(Collectors.joining(",", "[", "]"));
    }
}
