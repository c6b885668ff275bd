package dev.patron.cli;

/** Says that something around the program is not as it must be: a folder, a port, another process. */
public final class HouseException extends RuntimeException {
    public HouseException(String message) {
        super(message);
    }

    public HouseException(String message, Throwable cause) {
        super(message, cause);
    }
}
