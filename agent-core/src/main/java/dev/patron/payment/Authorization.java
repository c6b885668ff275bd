package dev.patron.payment;

import dev.patron.money.Address;
import dev.patron.money.Amount;
import java.time.Instant;

/** Leave to move money, once, before a time. Signed, it counts as money until it is used or dead. */
public sealed interface Authorization {
    /**
     * An EIP-3009 {@code TransferWithAuthorization}. It is valid from the beginning of time ({@code validAfter} 0)
     * until {@code validBefore}, exclusive, by the chain's clock.
     *
     * @param domain      the token's signing domain
     * @param from        the payer, who signs
     * @param to          the payee
     * @param amount      what moves, all of it or nothing
     * @param validBefore whole seconds
     * @param nonce       {@code 0x} and 64 hexadecimal digits
     */
    record Eip3009(TokenDomain domain, Address from, Address to, Amount amount, Instant validBefore, String nonce)
            implements Authorization {}

    /** An authorization and its 65-byte signature, {@code 0x} and 130 hexadecimal digits. */
    record Signed(Eip3009 authorization, String signature) {}
}
