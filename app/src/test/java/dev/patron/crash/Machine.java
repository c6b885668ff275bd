package dev.patron.crash;

import dev.patron.app.Background;
import dev.patron.app.Environment;
import dev.patron.ledger.Durability;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a command takes from the machine: the true clock moved on by some seconds, real waiting, and of the
 * variables only the address of a model, which a test may give to a process.
 */
final class Machine {
    private static final String MODEL = "OPENAI_BASE_URL";

    private Machine() {}

    static Environment of(Duration ahead, Durability durability, Path directory) {
        return new Environment(
                Map.of(MODEL, Optional.ofNullable(System.getenv(MODEL)).orElse("")),
                Clock.offset(Clock.systemUTC(), ahead),
                new SecureRandom(),
                Environment.inTrueTime(),
                durability,
                Background.never(),
                directory,
                Optional.empty(),
                Optional.empty());
    }
}
