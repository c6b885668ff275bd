package dev.patron.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.patron.app.Main;
import dev.patron.crash.Start;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code serve} as a process of its own, in a folder with settings and a policy; told to stop or killed, and begun again. */
final class Served implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final Path HOME =
            Path.of(System.getProperty("patron.home", "..")).toAbsolutePath().normalize();
    private static final int ENDS_WITHIN_SECONDS = 60;

    private final Path folder;
    private final Process process;
    private final URI url;

    private Served(Path folder, Process process, URI url) {
        this.folder = folder;
        this.process = process;
        this.url = url;
    }

    /** Writes settings with the shipped catalogue and this policy. */
    static void settle(Path folder, String policy) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("policy.yaml"), policy);
        Files.copy(HOME.resolve("config/catalog.yaml"), folder.resolve("catalog.yaml"));
        Files.copy(HOME.resolve("config/patron.yaml"), folder.resolve("patron.yaml"));
    }

    /** Serves from the class path of this test. */
    static Served start(Path folder) throws IOException {
        List<String> words = new ArrayList<>(List.of(Main.class.getName()));
        words.addAll(words(folder, "serve", "--port", "0"));
        return start(folder, Start.java(List.of("-Dpatron.home=" + HOME), words));
    }

    /** Serves by a command that ends with the words of {@link #words}. */
    static Served start(Path folder, ProcessBuilder builder) throws IOException {
        Path errors = folder.resolve("stderr");
        builder.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("PATRON_"));
        Process process = builder.start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            process.destroyForcibly();
            throw new IOException("nothing was served: " + Files.readString(errors));
        }
        return new Served(
                folder, process, URI.create(JSON.readTree(line).path("url").asText()));
    }

    /** A command on the folder's data directory, with its settings. */
    static List<String> words(Path folder, String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of(
                "--json",
                "--config",
                folder.resolve("patron.yaml").toString(),
                "--data",
                folder.resolve("data").toString()));
        return words;
    }

    /** Runs a command in this process: beside one that serves it goes through the control door. */
    static JsonNode patron(Path folder, String... command) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exit = Main.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                System.err,
                words(folder, command).toArray(String[]::new));
        if (exit != 0) {
            throw new IOException("exit " + exit + ": " + out.toString(StandardCharsets.UTF_8));
        }
        return JSON.readTree(out.toByteArray());
    }

    String agentKey(String agent) throws IOException {
        return patron(folder, "keys", "new", "--agent", agent).path("key").asText();
    }

    String providerKey(String host, String payTo) throws IOException {
        return patron(folder, "keys", "new", "--provider", host, "--pay-to", payTo)
                .path("key")
                .asText();
    }

    URI url() {
        return url;
    }

    /** SIGTERM; whether it ended by itself. */
    boolean stop() throws InterruptedException {
        process.destroy();
        return process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS);
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
