package dev.patron.app;

import dev.patron.cli.Person;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Whoever types at the terminal that this process was started from.
 *
 * <p>Java calls it a terminal where standard input and output both are one. The launcher knows better: with
 * {@code --json | jq} somebody sits there all the same, reads standard error and types. It can only add a question,
 * never take one away.
 */
final class Keyboard implements Person {
    private static final String SEEN_BY_LAUNCHER = "patron.terminal";
    private static final int BYTES_MOST = 1024;

    private final InputStream in;

    Keyboard(InputStream in) {
        this.in = in;
    }

    static Optional<Person> find() {
        boolean terminal = Boolean.getBoolean(SEEN_BY_LAUNCHER)
                || Optional.ofNullable(System.console())
                        .map(Console::isTerminal)
                        .orElse(false);
        return terminal ? Optional.of(new Keyboard(System.in)) : Optional.empty();
    }

    @Override
    public Optional<String> answer() {
        StringBuilder line = new StringBuilder();
        try {
            for (int taken = 0; taken < BYTES_MOST; taken++) {
                int read = in.read();
                if (read < 0) {
                    return line.isEmpty() ? Optional.empty() : Optional.of(line.toString());
                }
                if (read == '\n') {
                    return Optional.of(line.toString());
                }
                line.append((char) read);
            }
            return Optional.of(line.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
