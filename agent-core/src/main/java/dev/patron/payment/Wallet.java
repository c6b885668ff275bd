package dev.patron.payment;

import dev.patron.money.Address;

/** The only thing that can sign. It signs what the ledger has reserved and nothing else is ever handed to it. */
public interface Wallet {
    Address address();

    /**
     * The nonce of an intent: HMAC-SHA-256 of its id under a key derived from the wallet's, so it never changes and
     * looks random. {@code 0x} and 64 hexadecimal digits.
     */
    String nonce(String intent);

    /**
     * Signs.
     *
     * @throws WalletException when the key cannot be used
     */
    Authorization.Signed sign(Authorization.Eip3009 authorization);
}
