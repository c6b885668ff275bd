package dev.patron.ledger;

import dev.patron.policy.Code;
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

    /** Says that a treasury will not sign, and why: {@link Code#WALLET_ERROR} stands for every other failure. */
    final class RefusedException extends RuntimeException {
        private final Code code;

        public RefusedException(Code code, String message) {
            super(message);
            this.code = code;
        }

        public Code code() {
            return code;
        }
    }

    /**
     * @throws RefusedException with a reason of its own; the reservation is then given back under that code
     * @throws RuntimeException when signing fails; the reservation is then given back
     */
    Signed sign(Instant at);
}
