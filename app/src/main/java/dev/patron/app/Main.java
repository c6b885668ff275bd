package dev.patron.app;

import dev.patron.cli.PatronCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.TimeZone;

/** The program. Output is the same in every locale and time zone. */
public final class Main {
    private Main() {}

    /** Runs the command line and exits with its code. */
    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        int exit = run(
                new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                args);
        System.exit(exit);
    }

    /** Runs the command line in this process. */
    public static int run(PrintStream out, PrintStream err, String... args) {
        return PatronCommand.run(new Wiring(Environment.ofProcess(), err), out, err, args);
    }
}
