package dev.patron.purchase;

/** The place where bought files are kept cannot take one: its disk is full, or may not be written. */
public final class StoreException extends RuntimeException {
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
