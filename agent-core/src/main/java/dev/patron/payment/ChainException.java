package dev.patron.payment;

/** Says that a chain could not be read, without naming more of an endpoint than its host. */
public sealed class ChainException extends RuntimeException permits WrongChainException, EndpointRefusedException {
    public ChainException(String message) {
        super(message);
    }
}
