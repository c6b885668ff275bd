package dev.patron.crash;

import dev.patron.app.Environment;
import dev.patron.ledger.Durability;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What a command takes from the machine: the true clock moved on by some seconds, no variables, real waiting. */
final class Machine {
    private Machine() {}

    static Environment of(Duration ahead, Durability durability, Path directory) {
        return new Environment(
                Map.of(),
                Clock.offset(Clock.systemUTC(), ahead),
                new SecureRandom(),
                time -> {
                    try {
                        Thread.sleep(time);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                durability,
                directory,
                Optional.empty());
    }
}
