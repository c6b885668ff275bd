package dev.patron.payment;

/** Says that what the catalogue calls a chain or a token is none: an endpoint serves another chain, or has no contract there. */
public final class WrongChainException extends ChainException {
    public WrongChainException(String message) {
        super(message);
    }
}
