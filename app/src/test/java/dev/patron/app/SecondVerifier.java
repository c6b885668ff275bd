package dev.patron.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code scripts/verify-bundle.mjs}, where Node is there to run it. */
public final class SecondVerifier {
    private static final Path SCRIPT =
            Path.of(System.getProperty("patron.home", "..")).resolve("scripts/verify-bundle.mjs");
    private static final int SECONDS_MOST = 60;

    private SecondVerifier() {}

    /** How it ended, and what it said on either stream. */
    public record Said(int exit, String text) {}

    public static boolean isHere() {
        try {
            return new ProcessBuilder("node", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    public static Said ask(Path bundle) throws IOException {
        Process process = new ProcessBuilder(List.of("node", SCRIPT.toString(), bundle.toString()))
                .redirectErrorStream(true)
                .start();
        try {
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(SECONDS_MOST, TimeUnit.SECONDS)) {
                throw new IOException("it does not end: " + text);
            }
            return new Said(process.exitValue(), text);
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            process.destroyForcibly();
        }
    }
}
