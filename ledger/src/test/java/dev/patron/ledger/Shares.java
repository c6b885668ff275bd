package dev.patron.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * What a recorded process spent its time on, by the samples of its threads in a Java Flight Recorder file. A sample counts
 * for the innermost frame that says what it is for; what the compiler and the collector use is in no sample.
 */
final class Shares {
    private static final Set<String> SAMPLES = Set.of("jdk.ExecutionSample", "jdk.NativeMethodSample");

    private final Map<Kind, Long> samples = new EnumMap<>(Kind.class);

    private Shares() {}

    /** What time goes to; the classes that do it begin with one of some words. */
    private enum Kind {
        SIGNATURES("signatures of checkpoints", "org.bouncycastle."),
        DATABASE("the database", "org.h2."),
        JSON("JSON", "dev.patron.ledger.Json"),
        HASHING("hashing", "sun.security.provider.", "java.security.MessageDigest", "dev.patron.log.Merkle"),
        DECIDING(
                "each decision made again",
                "dev.patron.policy.",
                "dev.patron.money.",
                "dev.patron.ledger.Judging",
                "dev.patron.ledger.DecisionCodec",
                "dev.patron.ledger.PolicyCodec"),
        TELLING(
                "what the events tell of every row",
                "dev.patron.ledger.Retelling",
                "dev.patron.ledger.Told",
                "dev.patron.ledger.Tables",
                "dev.patron.ledger.Transitions"),
        REST("everything else: the schema, comparing rows, files, starting");

        private final String words;

        @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
        private final List<String> classes;

        Kind(String words, String... classes) {
            this.words = words;
            this.classes = List.of(classes);
        }

        boolean does(String type) {
            return classes.stream().anyMatch(type::startsWith);
        }
    }

    static Shares of(Path recording) throws IOException {
        Shares shares = new Shares();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (SAMPLES.contains(event.getEventType().getName()) && event.getStackTrace() != null) {
                    shares.samples.merge(kind(event.getStackTrace().getFrames()), 1L, Long::sum);
                }
            }
        }
        return shares;
    }

    /** A table in Markdown. */
    String table() {
        StringBuilder table = new StringBuilder("| `verify` spends on | % |\n|---|--:|\n");
        for (Kind kind : Kind.values()) {
            table.append(String.format(Locale.ROOT, "| %s | %d |%n", kind.words, percent(kind)));
        }
        return table.toString();
    }

    /** How much of all goes to the database, in percent. */
    long database() {
        return percent(Kind.DATABASE);
    }

    private long percent(Kind kind) {
        long all = samples.values().stream().mapToLong(Long::longValue).sum();
        return samples.getOrDefault(kind, 0L) * 100 / Math.max(1, all);
    }

    private static Kind kind(List<RecordedFrame> frames) {
        List<String> types = frames.stream()
                .map(frame -> frame.getMethod().getType().getName())
                .toList();
        if (types.stream().anyMatch(Kind.SIGNATURES::does)) {
            return Kind.SIGNATURES;
        }
        return types.stream()
                .flatMap(type -> Stream.of(Kind.values()).filter(kind -> kind.does(type)))
                .findFirst()
                .orElse(Kind.REST);
    }
}
