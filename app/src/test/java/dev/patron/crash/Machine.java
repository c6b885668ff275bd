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
 * variables only what a test may give to a process: the address of a model, and a key that it made, under a name of its own.
 */
final class Machine {
    private static final String MODEL = "OPENAI_BASE_URL";

    /** Stands for the wallet's key, so that nobody's own is ever read. */
    static final String KEY = "TEST_PRIVATE_KEY";

    private Machine() {}

    static Environment of(Duration ahead, Durability durability, Path directory) {
        return new Environment(
                Map.of(MODEL, given(MODEL), "PATRON_PRIVATE_KEY", given(KEY)),
                Clock.offset(Clock.systemUTC(), ahead),
                new SecureRandom(),
                Environment.inTrueTime(),
                durability,
                Background.never(),
                directory,
                Optional.empty(),
                Optional.empty());
    }

    private static String given(String variable) {
        return Optional.ofNullable(System.getenv(variable)).orElse("");
    }
}
