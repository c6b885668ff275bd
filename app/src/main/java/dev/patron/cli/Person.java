package dev.patron.cli;

import java.util.Optional;

/** Somebody at this process's terminal, who reads standard error and can be asked. */
@FunctionalInterface
public interface Person {
    /** The line that is typed next; empty at the end of input. */
    Optional<String> answer();
}
