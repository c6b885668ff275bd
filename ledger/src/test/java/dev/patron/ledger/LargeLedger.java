package dev.patron.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Measures what an auditor does with a large ledger: each step is a process of its own, of the program as it is run, with
 * the same bound on its heap; its time is that of the process from start to end, beside what all its threads used of the
 * processors, which another's work disturbs less; its memory the most that was resident ({@code VmHWM} of Linux). Both are
 * read while it runs. Prints a table in Markdown.
 */
public final class LargeLedger {
    private static final long LOOK_EVERY_MILLIS = 20;
    private static final long STEP_HOURS_MOST = 6;
    private static final String FLOOR = "read, hash, parse: the floor";
    private static final String DATABASE = "read each row of the database, check nothing";
    private static final String VERIFY = "`verify`";
    private static final String WITHOUT = "`verify --log`";

    private final Path folder;
    private final Path program;
    private final String heap;
    private final List<Row> rows = new ArrayList<>();

    private LargeLedger(Path folder, Path program, String heap) {
        this.folder = folder;
        this.program = program;
        this.heap = heap;
    }

    private record Row(String step, long millis, long cpuMillis, long residentKib) {}

    /** {@code FOLDER PROGRAM HEAP}: a folder in which {@link Generator} wrote {@code data}; patron.jar; such as {@code 2g}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        LargeLedger large =
                new LargeLedger(Path.of(arguments[0]).toAbsolutePath(), Path.of(arguments[1]), arguments[2]);
        large.measure();
        System.out.print(large.table());
        Shares shares = large.shares();
        System.out.print("\n" + shares.table() + "\n" + large.limit(shares.database()));
    }

    private void measure() throws IOException, InterruptedException {
        Path data = folder.resolve("data");
        Path export = folder.resolve("events.jsonl");
        step(
                FLOOR,
                List.of(
                        "-cp",
                        System.getProperty("java.class.path", ""),
                        Floor.class.getName(),
                        data.resolve("ledger").toString()));
        step(
                DATABASE,
                List.of(
                        "-cp",
                        System.getProperty("java.class.path", ""),
                        DatabaseReading.class.getName(),
                        data.resolve("ledger").toString()));
        patron(VERIFY, "verify", "--data", data.toString());
        patron("`replay`", "replay", "--data", data.toString());
        patron("`statement --by agent`", "statement", "--by", "agent", "--to", "2100-01-01", "--data", data.toString());
        patron("`export jsonl`", "export", "jsonl", "--data", data.toString(), "--out", export.toString());
        for (String form : List.of("csv", "hledger", "beancount")) {
            String out = folder.resolve("books." + form).toString();
            patron(
                    "`export " + form + "`",
                    "export",
                    form,
                    "--to",
                    "2100-01-01",
                    "--data",
                    data.toString(),
                    "--out",
                    out);
        }
        patron("`verify --export`", "verify", "--export", export.toString(), "--data", data.toString());
        patron(WITHOUT, "verify", "--log", data.toString());
        Path lost = folder.resolve("lost");
        copy(data, lost);
        Files.delete(lost.resolve("ledger/ledger.mv.db"));
        patron("`rebuild`", "rebuild", "--data", lost.toString());
    }

    /** What {@code verify} spends its time on, by the samples of a run of its own. */
    private Shares shares() throws IOException, InterruptedException {
        Path recording = folder.resolve("verify.jfr");
        List<String> command = command(List.of(
                "-XX:StartFlightRecording=settings=profile,filename=" + recording,
                "-jar",
                program.toString(),
                "ledger",
                "verify",
                "--json",
                "--data",
                folder.resolve("data").toString()));
        int end = builder(command).start().waitFor();
        if (end != 0) {
            throw new IllegalStateException("the recorded `verify` ended with " + end);
        }
        return Shares.of(recording);
    }

    /**
     * What verification is limited by, in words and figures.
     *
     * @param database how much of what {@code verify} uses goes to the database, in percent
     */
    private String limit(long database) {
        Row verify = row(VERIFY);
        Row reading = row(DATABASE);
        Row without = row(WITHOUT);
        return String.format(
                Locale.ROOT,
                "`verify` uses %s times the CPU of the floor. By its samples, %d %% of that goes to the database: one"
                    + " that cost nothing would leave %d %% of it. To read each row and check nothing takes %d %% of"
                    + " the CPU and %d %% of the time of `verify`. `verify --log`, which has no database, uses %d %%"
                    + " of its CPU.%n",
                tenths(verify.cpuMillis(), Math.max(1, row(FLOOR).cpuMillis())),
                database,
                100 - database,
                percent(reading.cpuMillis(), verify.cpuMillis()),
                percent(reading.millis(), verify.millis()),
                percent(without.cpuMillis(), verify.cpuMillis()));
    }

    private Row row(String step) {
        return rows.stream().filter(row -> row.step().equals(step)).findFirst().orElseThrow();
    }

    private static long percent(long part, long whole) {
        return part * 100 / Math.max(1, whole);
    }

    private void patron(String name, String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("-jar", program.toString(), "ledger"));
        all.addAll(List.of(words));
        all.add("--json");
        step(name, all);
    }

    private void step(String name, List<String> words) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        Process process = builder(command(words)).start();
        long resident = 0;
        long cpu = 0;
        while (!process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
            resident = Math.max(resident, resident(process.pid()));
            cpu = Math.max(
                    cpu,
                    process.info().totalCpuDuration().map(Duration::toMillis).orElse(0L));
            if (System.nanoTime() - begun > TimeUnit.HOURS.toNanos(STEP_HOURS_MOST)) {
                process.destroyForcibly();
            }
        }
        Row row = new Row(name, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun), cpu, resident);
        if (process.exitValue() != 0) {
            throw new IllegalStateException(name + " ended with " + process.exitValue() + ":\n"
                    + Files.readString(said(), StandardCharsets.UTF_8));
        }
        rows.add(row);
        System.err.println(row);
    }

    private List<String> command(List<String> words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "-Xmx" + heap,
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(words);
        return command;
    }

    private ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said().toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("PATRON_"));
        return builder;
    }

    /** Where the last step's output lies. */
    private Path said() {
        return folder.resolve("said");
    }

    /** The most that a process had resident so far, in KiB; 0 once it is gone. */
    private static long resident(long process) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private String table() throws IOException {
        long events = Long.parseLong(Files.readString(folder.resolve("data/ledger/log/checkpoint"))
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow());
        long floor = Math.max(1, row(FLOOR).cpuMillis());
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "%,d events, %d cores, `-Xmx%s` for each step:%n%n| step | seconds | CPU seconds | events a second |"
                        + " MiB at most | times the floor's CPU |%n|---|--:|--:|--:|--:|--:|%n",
                events,
                Runtime.getRuntime().availableProcessors(),
                heap));
        for (Row row : rows) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %,d | %,d | %s |%n",
                    row.step(),
                    tenths(row.millis(), 1000),
                    tenths(row.cpuMillis(), 1000),
                    events * 1000 / Math.max(1, row.millis()),
                    row.residentKib() / 1024,
                    tenths(row.cpuMillis(), floor)));
        }
        return table.toString();
    }

    private static String tenths(long part, long whole) {
        return BigDecimal.valueOf(part)
                .divide(BigDecimal.valueOf(whole), 1, RoundingMode.HALF_EVEN)
                .toPlainString();
    }
}
