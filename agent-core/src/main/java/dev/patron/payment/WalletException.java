package dev.patron.payment;

/** Says that a wallet could not sign. Its message never holds key material. */
public final class WalletException extends RuntimeException {
    public WalletException(String message) {
        super(message);
    }
}
