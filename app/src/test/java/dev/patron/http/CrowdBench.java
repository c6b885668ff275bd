package dev.patron.http;

import dev.patron.http.Caller.Said;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * How fast the gateway is, and what hostile clients take from honest ones: the served program as it is installed, clients in this process, real
 * time, a disk that is synced. Prints tables for docs/BENCHMARKS.md. Words: a folder, the program's jar.
 */
final class CrowdBench {
    /** Enough keys that none meets its thousand requests a minute. */
    private static final List<Integer> AT_ONCE = List.of(16, 64);

    private static final int REQUESTS = 640;
    private static final int WARMING = 320;
    private static final int CROWD = 100;
    private static final int INVOICES = 10;
    private static final int SYNCS = 300;
    private static final int P50 = 50;
    private static final int P99 = 99;

    private final Path folder;
    private final Path jar;
    private final PrintStream out;

    private CrowdBench(Path folder, Path jar, PrintStream out) {
        this.folder = folder;
        this.jar = jar;
        this.out = out;
    }

    public static void main(String[] words) throws IOException, InterruptedException, ExecutionException {
        CrowdBench bench = new CrowdBench(Path.of(words[0]), Path.of(words[1]), System.out);
        bench.steps();
        bench.crowds();
    }

    private Served serve(String name) throws IOException {
        Path place = folder.resolve(name);
        Served.settle(place, Crowd.POLICY);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                jar.toString()));
        command.addAll(Served.words(place, "serve", "--port", "0"));
        return Served.start(place, new ProcessBuilder(command));
    }

    private void row(Object... cells) {
        StringBuilder row = new StringBuilder("|");
        for (Object cell : cells) {
            row.append(' ').append(cell).append(" |");
        }
        out.println(row);
    }

    // --- one kind of request

    private void steps() throws IOException, InterruptedException, ExecutionException {
        long syncs = syncs();
        out.println("The disk syncs " + syncs + " small writes a second, one after the other.\n");
        row("request", "at once", "requests a second", "for each sync of the disk", "p50 ms", "p99 ms");
        row("---", "--:", "--:", "--:", "--:", "--:");
        for (int clients : AT_ONCE) {
            try (Served served = serve("steps" + clients)) {
                Steps steps = new Steps(served, clients);
                steps.run(WARMING, 0);
                long[][] taken = steps.run(REQUESTS, WARMING);
                say("`quote`", clients, taken[0], syncs);
                say("`quote` and `pay`", clients, taken[1], syncs);
            }
        }
    }

    /** Sorted milliseconds, the last of which is how long all took. */
    private void say(String name, int clients, long[] taken, long syncs) {
        int count = taken.length - 1;
        long[] sorted = java.util.Arrays.copyOf(taken, count);
        java.util.Arrays.sort(sorted);
        long perSecond = count * TimeUnit.SECONDS.toMillis(1) / Math.max(1, taken[count]);
        row(
                name,
                clients,
                perSecond,
                String.format(Locale.ROOT, "%.2f", perSecond / (float) syncs),
                Crowd.quantile(sorted, P50),
                Crowd.quantile(sorted, P99));
    }

    private long syncs() throws IOException {
        Path file = folder.resolve("syncs");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            byte[] line = "x".repeat(200).getBytes(StandardCharsets.US_ASCII);
            long begun = System.nanoTime();
            for (int i = 0; i < SYNCS; i++) {
                channel.write(ByteBuffer.wrap(line));
                channel.force(false);
            }
            return SYNCS * TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - begun);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Clients who each quote a share of the invoices, and then others who quote and pay. */
    private static final class Steps {
        private final Caller caller;
        private final List<String> keys = new ArrayList<>();

        Steps(Served served, int clients) throws IOException {
            this.caller = new Caller(served::url);
            for (int i = 0; i < clients; i++) {
                keys.add(served.agentKey("honest"));
            }
        }

        private interface Step {
            void take(String key, String invoice);
        }

        long[][] run(int requests, int from) throws InterruptedException, ExecutionException {
            return new long[][] {
                timed(requests, (key, invoice) -> quote(key, "q" + from + invoice)),
                timed(requests, (key, invoice) -> pay(key, quote(key, "p" + from + invoice)))
            };
        }

        private Said quote(String key, String invoice) {
            return caller.post("quote", key, Caller.invoice("shop.example.com", invoice));
        }

        private void pay(String key, Said quote) {
            Said paid = caller.post("pay", key, Caller.paying(quote.text("quoteId")));
            if (!paid.body().path("success").asBoolean()) {
                throw new IllegalStateException(paid.toString());
            }
        }

        private long[] timed(int requests, Step step) throws InterruptedException, ExecutionException {
            List<Future<List<Long>>> running = new ArrayList<>();
            long begun = System.nanoTime();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < keys.size(); i++) {
                    int client = i;
                    running.add(threads.submit(() -> share(client, requests / keys.size(), step)));
                }
            }
            long all = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            List<Long> taken = new ArrayList<>();
            for (Future<List<Long>> one : running) {
                taken.addAll(one.get());
            }
            taken.add(all);
            return taken.stream().mapToLong(Long::longValue).toArray();
        }

        private List<Long> share(int client, int requests, Step step) {
            List<Long> taken = new ArrayList<>();
            for (int i = 0; i < requests; i++) {
                long begun = System.nanoTime();
                step.take(keys.get(client), "_" + client + "_" + i);
                taken.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
            }
            return taken;
        }
    }

    // --- crowds

    private void crowds() throws IOException, InterruptedException, ExecutionException {
        Crowd.Outcome alone = crowd("alone", 0);
        Crowd.Outcome beset = crowd("beset", CROWD);
        long[] none = {};
        out.println();
        row("for an honest client", "p50 ms alone", "p99 ms alone", "p50 ms beset", "p99 ms beset");
        row("---", "--:", "--:", "--:", "--:");
        beset.millis()
                .forEach((step, taken) -> row(
                        "`" + step + "`",
                        Crowd.quantile(alone.millis().getOrDefault(step, none), P50),
                        Crowd.quantile(alone.millis().getOrDefault(step, none), P99),
                        Crowd.quantile(taken, P50),
                        Crowd.quantile(taken, P99)));
        out.println("\n" + CROWD * INVOICES + " invoices of " + CROWD + " honest clients were paid once each in "
                + alone.seconds() + " s alone and in " + beset.seconds() + " s beset by " + CROWD
                + " hostile ones; there honest clients came again " + beset.again()
                + " times after a refused connection or a 429.\n");
        row("hostile", "answers");
        row("---", "---");
        beset.answers()
                .forEach((way, answers) ->
                        row(way.name().toLowerCase(Locale.ROOT).replace('_', ' '), line(answers)));
    }

    private Crowd.Outcome crowd(String name, int hostile) throws IOException, InterruptedException, ExecutionException {
        try (Served served = serve(name)) {
            Crowd.Outcome outcome = new Crowd(served).come(new Crowd.Size(CROWD, hostile, INVOICES));
            if (!outcome.wrong().isEmpty() || !served.stop()) {
                throw new IllegalStateException(outcome.wrong().toString());
            }
            return outcome;
        }
    }

    /** All figures of a map in one cell. */
    private static String line(Map<String, Long> answers) {
        return String.join(
                ", ",
                answers.entrySet().stream()
                        .map(answer -> answer.getKey() + ": " + answer.getValue())
                        .toList());
    }
}
