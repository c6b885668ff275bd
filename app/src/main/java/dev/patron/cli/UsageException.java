package dev.patron.cli;

/** Says that a command was called in a way that makes no sense. */
public final class UsageException extends RuntimeException {
    public UsageException(String message) {
        super(message);
    }
}
