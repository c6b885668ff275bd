package dev.patron.ledger;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;

/** How long a ledger takes to be verified, decided again, summed up and told, and how much memory each step needs. */
public final class Rates {
    private Rates() {}

    /** {@code DATA}: a data directory that {@link Generator} wrote. */
    public static void main(String[] arguments) throws Exception {
        try (Bench bench = timed("open", () -> Bench.again(Path.of(arguments[0], "ledger")))) {
            VerifyReport report = timed("verify", () -> bench.ledger().verify());
            say(report.events() + " events, " + report.postings() + " postings, " + report.payments()
                    + " payments, sound: " + report.isSound() + " " + report.problems());
            timed("replay", bench::replayed);
            Period always = new Period(Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"));
            timed("statement", () -> bench.reader().books().statement(always, CostBy.AGENT, ZoneOffset.UTC));
            long[] bytes = {0};
            timed("export", () -> bench.reader().books().read(always, _ -> new BookListener() {
                @Override
                public void event(BookEvent event) {
                    bytes[0] += event.body().length();
                }

                @Override
                public void end() {}

                @Override
                public void close() {}
            }));
            timed("hash and parse", () -> {
                long after = 0;
                for (var page = bench.reader().events(0, 1000);
                        !page.isEmpty();
                        page = bench.reader().events(after, 1000)) {
                    for (EventRecord event : page) {
                        Digests.sha256(event.body());
                        Map<String, Object> read = Json.readObject(event.body());
                        bytes[0] += read.size();
                    }
                    after = page.getLast().seq();
                }
                return bytes[0];
            });
        }
    }

    private interface Step<T> {
        T run() throws Exception;
    }

    private static <T> T timed(String name, Step<T> step) throws Exception {
        ManagementFactory.getMemoryPoolMXBeans().forEach(pool -> pool.resetPeakUsage());
        long start = System.nanoTime();
        T result = step.run();
        long millis = (System.nanoTime() - start) / 1_000_000;
        long peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
        say(String.format(Locale.ROOT, "%-16s %8d ms, heap at most %d MB", name, millis, peak >> 20));
        return result;
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
