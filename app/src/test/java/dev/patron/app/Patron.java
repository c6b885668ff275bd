package dev.patron.app;

import dev.patron.cli.PatronCommand;
import java.io.PrintStream;

/** The command line in the process of a test, on a machine of the test's making. */
public final class Patron {
    private Patron() {}

    /** Runs one command; returns its exit code. */
    public static int run(Environment environment, PrintStream out, PrintStream err, String... args) {
        return PatronCommand.run(new Wiring(environment, err), out, err, args);
    }
}
