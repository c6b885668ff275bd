package dev.patron.ledger;

import java.time.Instant;

/**
 * Signs a reserved payment, inside the transaction that records it.
 *
 * @see Ledger#authorize
 */
@FunctionalInterface
public interface Signing {
    /**
     * What a signature commits to.
     *
     * @param domainName    the signing domain's name
     * @param domainVersion its version
     * @param validBefore   when the signature dies, by the chain's clock
     * @param fromBlock     no use of it can lie in an earlier block
     * @param request       the exact bytes that will be sent, which hold the signature
     */
    record Signed(String domainName, String domainVersion, Instant validBefore, long fromBlock, byte[] request) {}

    /**
     * @throws RuntimeException when signing fails; the reservation is then given back
     */
    Signed sign(Instant at);
}
