package dev.patron.payment;

/** Says that a chain could not be read, without naming more of an endpoint than its host. */
public final class ChainException extends RuntimeException {
    public ChainException(String message) {
        super(message);
    }
}
