package dev.patron.outside;

import dev.patron.app.Main;
import dev.patron.crash.Start;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the program in a JVM of its own, with an environment and a locale of the test's choosing. */
final class Program {
    private static final long SECONDS_MOST = 120;
    private final Path directory;
    private final Map<String, String> environment;
    private final List<String> flags;

    Program(Path directory, Map<String, String> environment, List<String> flags) {
        this.directory = directory;
        this.environment = environment;
        this.flags = flags;
    }

    /** What a process printed and how it ended. */
    record Ended(int exit, String out, String err) {}

    Ended run(String... arguments) throws IOException, InterruptedException {
        return run(Main.class, List.of(arguments));
    }

    /** Runs several commands in one process, in its own locale and time zone; the first that fails ends it. */
    Ended several(List<List<String>> commands) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        for (List<String> command : commands) {
            words.addAll(words.isEmpty() ? List.of() : List.of(Several.NEXT));
            words.addAll(command);
        }
        return run(Several.class, words);
    }

    private Ended run(Class<?> main, List<String> arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(flags);
        all.add("-Dpatron.home=" + home());
        List<String> words = new ArrayList<>(List.of(main.getName()));
        words.addAll(arguments);
        Path out = directory.resolve("stdout");
        Path err = directory.resolve("stderr");
        ProcessBuilder builder = Start.java(all, words)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(SECONDS_MOST, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("no end after " + SECONDS_MOST + " s: " + arguments);
        }
        return new Ended(process.exitValue(), read(out), read(err));
    }

    static Path home() {
        return Path.of(System.getProperty("patron.home", "..")).toAbsolutePath().normalize();
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
