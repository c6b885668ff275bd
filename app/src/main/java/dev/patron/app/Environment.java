package dev.patron.app;

import dev.patron.cli.Person;
import dev.patron.ledger.Durability;
import dev.patron.payment.Pause;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * What the program takes from the machine: time, chance, waiting, variables and folders. Tests hand in their own.
 *
 * @param variables  the environment; never holds more than this program reads
 * @param clock      wall clock
 * @param random     source of keys and ids
 * @param pause      how to wait
 * @param durability told of durable points
 * @param background how to do something beside everything else
 * @param directory  the working directory
 * @param home       the folder that the program was installed in, where it is known
 * @param person     who can be asked; empty without a terminal
 */
public record Environment(
        Map<String, String> variables,
        InstantSource clock,
        SecureRandom random,
        Pause pause,
        Durability durability,
        Background background,
        Path directory,
        Optional<Path> home,
        Optional<Person> person) {
    public Environment {
        variables = Map.copyOf(variables);
    }

    static Environment ofProcess() {
        return new Environment(
                System.getenv(),
                Clock.systemUTC(),
                new SecureRandom(),
                inTrueTime(),
                Durability.unobserved(),
                Background.thread(),
                Path.of("").toAbsolutePath(),
                Optional.ofNullable(System.getProperty("patron.home")).map(Path::of),
                Keyboard.find());
    }

    /** Waits as long as it is told to, or until it is interrupted. */
    public static Pause inTrueTime() {
        return time -> {
            try {
                Thread.sleep(time);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }

    /** Without the variables, which may hold keys. */
    @Override
    public String toString() {
        return "Environment[" + directory + "]";
    }
}
