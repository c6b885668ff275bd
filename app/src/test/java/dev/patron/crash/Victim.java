package dev.patron.crash;

import dev.patron.app.Patron;
import dev.patron.ledger.Durability;
import dev.patron.ledger.DurablePoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;

/**
 * The process that is killed: one command of Patron, which stops dead at chosen durable points until it is told to go on.
 *
 * <p>It reads its orders from standard input, one line of tab-separated words: seconds that its clock is ahead, the
 * points to stop at as {@code POINT:n} with commas between, and the command. It says {@code AT POINT n} at every
 * point, waits for a line where it was told to stop, and says {@code EXIT code} at the end.
 */
final class Victim {
    private static final int WORDS_MOST = 40;
    private static final int STOPS_MOST = 4;
    private final BufferedReader orders;
    private final PrintStream said;
    private final Map<DurablePoint, Integer> counts = new EnumMap<>(DurablePoint.class);
    private final Set<String> stops = new HashSet<>();

    private Victim(BufferedReader orders, PrintStream said) {
        this.orders = orders;
        this.said = said;
    }

    public static void main(String[] args) throws IOException {
        Locale.setDefault(Locale.ROOT);
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        PrintStream said = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line = orders.readLine();
        if (line == null) {
            return;
        }
        int exit = new Victim(orders, said).obey(line.split("\t", WORDS_MOST));
        said.println("EXIT " + exit);
        System.exit(exit);
    }

    private int obey(String[] words) {
        Duration ahead = Duration.ofSeconds(Long.parseLong(words[0]));
        stops.addAll(List.of(words[1].split(",", STOPS_MOST)));
        String[] command = new String[words.length - 2];
        System.arraycopy(words, 2, command, 0, command.length);
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Durability durability = this::reached;
        return Patron.run(Machine.of(ahead, durability, Path.of("").toAbsolutePath()), nowhere, System.err, command);
    }

    /** Standing still here holds the other threads too, as soon as they reach a point of their own. */
    private synchronized void reached(DurablePoint point) {
        int n = counts.merge(point, 1, Integer::sum);
        said.println("AT " + point + " " + n);
        if (!stops.contains(point + ":" + n)) {
            return;
        }
        try {
            if (orders.readLine() == null) {
                Runtime.getRuntime().halt(9);
            }
        } catch (IOException e) {
            Runtime.getRuntime().halt(9);
        }
    }
}
