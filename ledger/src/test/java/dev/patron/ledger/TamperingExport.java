package dev.patron.ledger;

import dev.patron.log.Keeping;
import dev.patron.log.SignedCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** An export of a ledger, as {@code ledger export jsonl} writes it: made, changed line by line, and verified alone. */
final class TamperingExport {
    static final String FILE = "events.jsonl";

    private TamperingExport() {}

    /** Writes the export of a closed ledger into its folder. */
    static void write(Path folder) throws IOException {
        try (Bench bench = Bench.again(folder)) {
            Files.writeString(folder.resolve(FILE), String.join("\n", lines(bench, Optional.empty())) + "\n");
        }
    }

    /** The lines of an export, of everything or of a period. */
    static List<String> lines(Bench bench, Optional<Period> period) {
        EventLog log = bench.ledger().log();
        SignedCheckpoint head = log.checkpoint(Keeping.FOR_GOOD).orElseThrow();
        Period always = new Period(Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"));
        long size = head.checkpoint().size();
        Places places =
                period.map(span -> bench.reader().books().places(span, size)).orElse(new Places(0, size));
        Optional<ExportHead.Part> part = period.map(span ->
                new ExportHead.Part(Optional.of(span.from()), Optional.of(span.to()), log.beside(places, head)));
        List<String> lines = new ArrayList<>();
        lines.add(new ExportHead(log.verifierKey().orElseThrow(), head.note(), part).line());
        bench.reader().books().read(always, places, StepWatcher.unobserved(), _ -> new BookListener() {
            @Override
            public void event(BookEvent event) {
                lines.add(line(event));
            }

            @Override
            public void end() {}

            @Override
            public void close() {}
        });
        return lines;
    }

    private static String line(BookEvent event) {
        Fields body = Fields.read(event.body());
        boolean isReal = body.has("asset") || (event.type().equals("claim_closed") && body.has("claim"));
        String simulated = event.simulated().map(String::valueOf).orElse(isReal ? "false" : "null");
        return "{\"event\":" + event.seq() + ",\"place\":" + event.place().orElseThrow() + ",\"simulated\":" + simulated
                + ",\"sha256\":\"" + event.hash() + "\",\"body\":" + ExportLine.quoted(event.body()) + "}";
    }

    /** Takes a line out, says one twice or moves one; empty when that changes nothing. */
    static Optional<Tampering.Change> lines(Path folder, Random random) throws IOException {
        Path file = folder.resolve(FILE);
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        int at = random.nextInt(lines.size());
        int other = random.nextInt(lines.size());
        String way = List.of("remove", "repeat", "swap").get(random.nextInt(3));
        switch (way) {
            case "remove" -> lines.remove(at);
            case "repeat" -> lines.add(other, lines.get(at));
            default -> Collections.swap(lines, at, other);
        }
        if (lines.equals(Files.readAllLines(file))) {
            return Optional.empty();
        }
        Files.writeString(file, String.join("\n", lines) + "\n");
        return Optional.of(new Tampering.Change(way + " line " + at + " of the export", PLACES));
    }

    /** How a finding about an export names its place: a line, or the events whose lines are not there. */
    static final List<String> PLACES = List.of("line ", "place ", "entries ", FILE);

    static Tampered.Said said(Path folder, Trust trust) {
        try {
            Offline.Found found = Offline.export(folder.resolve(FILE), trust, _ -> false, StepWatcher.unobserved());
            return new Tampered.Said(found.report().problems(), true);
        } catch (Offline.UnfitException e) {
            return new Tampered.Said(List.of(String.valueOf(e.getMessage())), true);
        }
    }
}
