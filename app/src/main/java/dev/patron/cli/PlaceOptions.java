package dev.patron.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command takes. */
public final class PlaceOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Settings; otherwise $PATRON_CONFIG, ./config/patron.yaml, the user's own, or the shipped ones.")
    @Nullable
    Path config;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where ledger and files lie; otherwise $PATRON_DATA, the settings' `data`, or the platform's"
                    + " place.")
    @Nullable
    Path data;

    @Option(names = "--json", description = "Print exactly one JSON document to standard output, also for errors.")
    boolean json;

    @Option(names = "--quiet", description = "Say nothing while working.")
    boolean quiet;

    @Option(names = "--no-color", description = "No colours, no cursor movement.")
    boolean noColor;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;

    /** Whether one JSON document is wanted. */
    public boolean isJson() {
        return json;
    }

    /** Whether nothing is to be said while working. */
    public boolean isQuiet() {
        return quiet;
    }

    public Optional<Path> config() {
        return Optional.ofNullable(config);
    }

    public Optional<Path> data() {
        return Optional.ofNullable(data);
    }
}
