package dev.patron.docs;

import dev.patron.app.Main;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the program says about its own commands. */
final class CommandLines {
    private static final Pattern LISTED = Pattern.compile("(?m)^ {2}([a-z]+) {2}");
    private static final String HEAD = """
        # Commands

        The program's own help, command by command. This page is made by
        [`DocumentsTest`](../app/src/test/java/dev/patron/docs/DocumentsTest.java) with `-Ddocs.write=true`, and the test fails when it
        differs from what the program says. Exit codes and folders are in the [README](../README.md#exit-codes).
        """;

    private CommandLines() {}

    /** Each command, such as {@code policy check}, with its help; the program itself is the empty text. */
    static Map<String, String> help() {
        Map<String, String> help = new LinkedHashMap<>();
        add(help, List.of());
        return help;
    }

    private static void add(Map<String, String> help, List<String> command) {
        String text = said(command);
        help.put(String.join(" ", command), text);
        int commands = text.indexOf("\nCommands:\n");
        if (commands < 0) {
            return;
        }
        Matcher listed = LISTED.matcher(text.substring(commands));
        while (listed.find()) {
            if (!listed.group(1).equals("help")) {
                List<String> below = new ArrayList<>(command);
                below.add(listed.group(1));
                add(help, below);
            }
        }
    }

    private static String said(List<String> command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> words = new ArrayList<>(command);
        words.add("--help");
        int exit;
        try (PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            exit = Main.run(to, errors, words.toArray(String[]::new));
        }
        if (exit != 0) {
            throw new IllegalStateException(
                    words + " ended with " + exit + ": " + err.toString(StandardCharsets.UTF_8));
        }
        return out.toString(StandardCharsets.UTF_8).replace("\r\n", "\n").stripTrailing();
    }

    /** The page that lists them all. */
    static String page() {
        StringBuilder page = new StringBuilder(HEAD);
        help().forEach((command, text) -> page.append("\n## ")
                .append(command.isEmpty() ? "patron" : command)
                .append("\n\n```\n")
                .append(text)
                .append("\n```\n"));
        return page.toString();
    }
}
