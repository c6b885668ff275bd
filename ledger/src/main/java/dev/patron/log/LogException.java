package dev.patron.log;

/** A broken world: the log cannot be read or continued. */
public final class LogException extends RuntimeException {
    private final LogFault fault;

    public LogException(LogFault fault, String message) {
        super(message);
        this.fault = fault;
    }

    public LogException(LogFault fault, String message, Throwable cause) {
        super(message, cause);
        this.fault = fault;
    }

    public LogFault fault() {
        return fault;
    }
}
