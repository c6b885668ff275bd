package dev.patron.door;

import java.util.Map;
import java.util.Optional;

/** One thing that a data directory can be asked: by a command in its own process, or through the control door. */
public record Question(String name, Map<String, String> arguments) {
    public Question {
        arguments = Map.copyOf(arguments);
    }

    public static Question of(String name) {
        return new Question(name, Map.of());
    }

    public static Question about(String name, String subject) {
        return new Question(name, Map.of("subject", subject));
    }

    Optional<String> argument(String key) {
        return Optional.ofNullable(arguments.get(key));
    }

    String subject() {
        return argument("subject").orElse("");
    }
}
