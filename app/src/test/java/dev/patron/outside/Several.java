package dev.patron.outside;

import dev.patron.app.Main;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Several commands in one process, one after the other, parted by a word of their own; the first that does not end with 0
 * ends it. Locale and time zone stay as the process was given them, which the program itself would change first.
 */
final class Several {
    /** The word between two commands. */
    static final String NEXT = "--and-then--";

    private Several() {}

    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        int exit = 0;
        List<String> command = new ArrayList<>();
        for (int i = 0; i <= args.length && exit == 0; i++) {
            if (i == args.length || args[i].equals(NEXT)) {
                exit = Main.run(out, err, command.toArray(String[]::new));
                command.clear();
            } else {
                command.add(args[i]);
            }
        }
        out.flush();
        System.exit(exit);
    }
}
