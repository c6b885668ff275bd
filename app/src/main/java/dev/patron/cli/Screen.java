package dev.patron.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.door.Documents;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;

/** Where a command writes: results to standard output, everything else to standard error. */
final class Screen {
    private final PrintWriter out;
    private final PrintWriter err;
    private final PlaceOptions common;

    Screen(PrintWriter out, PrintWriter err, PlaceOptions common) {
        this.out = out;
        this.err = err;
        this.common = common;
    }

    boolean json() {
        return common.json;
    }

    /** The result: the document with {@code --json}, otherwise the text. */
    void result(ObjectNode document, String text) {
        out.print(common.json ? Documents.text(document) + "\n" : text);
        out.flush();
    }

    /** Something on the side. */
    void say(String line) {
        if (!common.quiet) {
            err.println(line);
            err.flush();
        }
    }

    /** Something that must not be missed. */
    void warn(String line) {
        err.println(line);
        err.flush();
    }

    /** Draws a line over the one that was drawn before; only where {@link #isTerminal} says so. */
    void draw(String line) {
        err.print("\r" + line + "\u001b[K");
        err.flush();
    }

    /** A question, answered on the same line. */
    void ask(String question) {
        err.print(question);
        err.flush();
    }

    PrintWriter err() {
        return err;
    }

    /** Whether standard error is a terminal that may be drawn on. */
    boolean isTerminal() {
        String term = System.getenv().getOrDefault("TERM", "dumb");
        Console console = System.console();
        return Optional.ofNullable(console).map(Console::isTerminal).orElse(false)
                && !common.noColor
                && !common.quiet
                && System.getenv("NO_COLOR") == null
                && !term.equals("dumb");
    }
}
