package dev.patron.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Measures appending and checking; {@code main} takes the number of entries and a folder that is empty. */
final class LogRate {
    private static final int BATCH = 10_000;
    private static final int ENTRY_BYTES = 600;

    private LogRate() {}

    public static void main(String[] arguments) throws IOException {
        int count = Integer.parseInt(arguments[0]);
        Path folder = Files.createDirectories(Path.of(arguments[1]));
        long start = System.nanoTime();
        LogWriter writer = Samples.open(folder);
        while (writer.size() < count) {
            writer.append(batch(writer.size()));
            writer.checkpoint(Samples.NOON, Keeping.HOURLY);
        }
        long written = System.nanoTime();
        LogReport report = Samples.verify(folder);
        long verified = System.nanoTime();
        System.out.println("append: " + perSecond(count, written - start) + " entries/s; verify: "
                + perSecond(count, verified - written) + " entries/s; " + report);
    }

    private static List<byte[]> batch(long from) {
        List<byte[]> entries = new ArrayList<>();
        for (long i = from; i < from + BATCH; i++) {
            byte[] entry = new byte[ENTRY_BYTES];
            System.arraycopy(Samples.entry(i), 0, entry, 0, Samples.entry(i).length);
            entries.add(entry);
        }
        return entries;
    }

    private static long perSecond(int count, long nanos) {
        return count * 1_000_000_000L / nanos;
    }
}
