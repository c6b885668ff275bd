package dev.patron.log;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Entries, trees and logs to test with. */
final class Samples {
    static final String ORIGIN = "patron.example/ledger-1";
    static final LogKey KEY = LogKey.generate(ORIGIN, new SecureRandom());
    static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private Samples() {}

    static byte[] entry(long index) {
        return ("entry " + index).getBytes(StandardCharsets.UTF_8);
    }

    static List<byte[]> entries(long from, long to) {
        List<byte[]> entries = new ArrayList<>();
        for (long i = from; i < to; i++) {
            entries.add(entry(i));
        }
        return entries;
    }

    /** RFC 6962, section 2.1, in its own words: the slowest way, without any stored hash. */
    static Hash mth(List<byte[]> entries) {
        if (entries.isEmpty()) {
            return Merkle.EMPTY;
        }
        if (entries.size() == 1) {
            return Merkle.leaf(entries.getFirst());
        }
        int k = 1;
        while (2 * k < entries.size()) {
            k *= 2;
        }
        return Merkle.node(mth(entries.subList(0, k)), mth(entries.subList(k, entries.size())));
    }

    static Subtrees stored(List<byte[]> entries) {
        return (height, index) -> mth(entries.subList((int) (index << height), (int) ((index + 1) << height)));
    }

    static LogWriter open(Path folder, Checkpoint... witnessed) {
        return LogWriter.open(folder, KEY, LogWatcher.unobserved(), List.of(witnessed));
    }

    static LogReader reader(Path folder) {
        return new LogReader(folder, KEY.verifier());
    }

    /** A log that was written a batch at a time, with a checkpoint after each. */
    static SignedCheckpoint write(Path folder, long... sizes) {
        LogWriter writer = open(folder);
        SignedCheckpoint last = writer.checkpoint(NOON, Keeping.HOURLY);
        for (long size : sizes) {
            writer.append(entries(writer.size(), size));
            last = writer.checkpoint(NOON, Keeping.FOR_GOOD);
        }
        return last;
    }

    static LogReport verify(Path folder, Checkpoint... earlier) {
        LogReader reader = reader(folder);
        return reader.verify(reader.checkpoint().orElseThrow(), List.of(earlier), (index, entry) -> {});
    }
}
