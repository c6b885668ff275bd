package dev.patron.crash;

import dev.patron.ledger.DurablePoint;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One life of a process that will be killed, seen from outside. */
final class Life implements AutoCloseable {
    private static final int LINES_MOST = 20_000;

    /** A moment of a life: the n-th time that a point is reached, counted from 1. */
    record Moment(DurablePoint point, int n) {
        @Override
        public String toString() {
            return point + ":" + n;
        }
    }

    private final Process process;
    private final BufferedReader said;
    private final BufferedWriter orders;
    private final Map<DurablePoint, Integer> reached = new EnumMap<>(DurablePoint.class);

    Life(Process process) {
        this.process = process;
        this.said = process.inputReader(StandardCharsets.UTF_8);
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts a process of this test's class path; it waits for its orders. */
    static Life begin(Path errors) {
        try {
            return new Life(Start.java(errors, Victim.class.getName()).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the orders: how far ahead the clock is, where to stop, and the command. */
    void order(Duration ahead, List<Moment> stops, List<String> command) {
        List<String> words = new ArrayList<>();
        words.add(Long.toString(ahead.toSeconds()));
        words.add(String.join(",", stops.stream().map(Moment::toString).toList()));
        words.addAll(command);
        say(String.join("\t", words));
    }

    /** Lets a process that stands still go on. */
    void goOn() {
        say("go");
    }

    private void say(String line) {
        try {
            orders.write(line);
            orders.newLine();
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the process stands at a moment; false when it ended before. */
    boolean standsAt(Moment moment) {
        try {
            for (int i = 0; i < LINES_MOST; i++) {
                String line = Optional.ofNullable(said.readLine()).orElse("EXIT");
                if (line.startsWith("EXIT")) {
                    return false;
                }
                if (line.startsWith("AT ")) {
                    String[] words = line.split(" ", 3);
                    Moment now = new Moment(DurablePoint.valueOf(words[1]), Integer.parseInt(words[2]));
                    reached.put(now.point(), now.n());
                    if (now.equals(moment)) {
                        return true;
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("a process that says so much is broken");
    }

    /** How often each point was reached so far. */
    Map<DurablePoint, Integer> reached() {
        return Map.copyOf(reached);
    }

    Process process() {
        return process;
    }

    /** SIGKILL. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("process " + process.pid() + " outlived SIGKILL");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
