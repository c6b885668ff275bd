package dev.patron.config;

import java.util.LinkedHashSet;
import java.util.List;

/**
 * Says what is wrong with a file that a person wrote. The message is the final text for that person: one problem a
 * line, each with file, line and key.
 */
public final class ConfigException extends RuntimeException {
    private static final int MOST_SHOWN = 20;

    private final transient List<String> problems;

    public ConfigException(String problem) {
        this(List.of(problem));
    }

    ConfigException(List<String> problems) {
        super(joined(problems));
        this.problems = List.copyOf(problems);
    }

    /** Each problem by itself, in the order of the file. */
    public List<String> problems() {
        return problems;
    }

    private static String joined(List<String> problems) {
        List<String> distinct = List.copyOf(new LinkedHashSet<>(problems));
        String shown = String.join("\n", distinct.subList(0, Math.min(MOST_SHOWN, distinct.size())));
        int rest = distinct.size() - MOST_SHOWN;
        return rest > 0 ? shown + "\nand " + rest + " more" : shown;
    }
}
