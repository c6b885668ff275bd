package dev.patron.payment;

/** Says that an endpoint understood a question and would not answer it: it may answer a smaller one. */
public final class EndpointRefusedException extends ChainException {
    public EndpointRefusedException(String message) {
        super(message);
    }
}
