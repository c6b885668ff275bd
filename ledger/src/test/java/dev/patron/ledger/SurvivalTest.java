package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Killed with SIGKILL again and again, a ledger keeps everything it ever acknowledged, in database and journal. */
class SurvivalTest {
    private static final List<Integer> KILLED_AFTER = List.of(1, 7, 20);

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void whatWasAcknowledgedSurvives() throws Exception {
        String ledger;
        try (Bench bench = Bench.fresh(folder)) {
            ledger = bench.ledger().id();
        }
        List<String> acknowledged = new ArrayList<>();
        for (int count : KILLED_AFTER) {
            String run = String.format(java.util.Locale.ROOT, "%032x", count);
            acknowledged.addAll(killedAfter(run, count));
            try (Journal journal = Journal.open(folder.resolve("journal"), ledger)) {
                StringBuilder records = new StringBuilder();
                journal.each(records::append);
                acknowledged.forEach(id -> assertTrue(records.indexOf(id) >= 0, "the journal lacks " + id));
            }
            try (Bench bench = Bench.again(folder)) {
                for (String id : acknowledged) {
                    assertArrayEquals(
                            Bench.request(id),
                            bench.reader()
                                    .signed(bench.record(id))
                                    .orElseThrow()
                                    .request());
                }
                bench.ledger().recover();
                assertEquals(List.of(), bench.ledger().verify().problems());
                acknowledged.forEach(id -> assertEquals(PaymentState.UNKNOWN, bench.state(id)));
            }
        }
        assertTrue(acknowledged.size() >= 28, "killed while it worked");
    }

    /** Runs the process until it has acknowledged {@code count}, kills it, and returns all that it acknowledged. */
    private List<String> killedAfter(String run, int count) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reserver.class.getName(),
                        folder.toString(),
                        run)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> acknowledged = new ArrayList<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            while (line != null) {
                if (line.length() == 64) {
                    acknowledged.add(line);
                }
                if (acknowledged.size() == count) {
                    process.toHandle().destroyForcibly();
                }
                line = lines.readLine();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertTrue(acknowledged.size() >= count, "it ended by itself after " + acknowledged.size());
        return acknowledged;
    }
}
