package dev.patron.ledger;

import dev.patron.policy.Code;
import java.time.Instant;
import java.util.Optional;

/**
 * Signs a reserved payment, inside the transaction that records it.
 *
 * @see Ledger#authorize
 */
@FunctionalInterface
public interface Signing {
    /** The end of what has none of its own: the last moment that databases and people agree on. */
    Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

    /**
     * What a signature commits to.
     *
     * @param domainName    the signing domain's name
     * @param domainVersion its version
     * @param validBefore   when the signature dies, by the chain's clock
     * @param fromBlock     no use of it can lie in an earlier block
     * @param request       the exact bytes that will be sent, which hold the signature
     * @param account       the account that it is a transaction of, where it is one
     * @param invoice       the invoice that it pays for a shot, where it pays one from this ledger's own treasury
     */
    record Signed(
            String domainName,
            String domainVersion,
            Instant validBefore,
            long fromBlock,
            byte[] request,
            Optional<Account> account,
            Optional<Invoice> invoice) {
        public Signed(String domainName, String domainVersion, Instant validBefore, long fromBlock, byte[] request) {
            this(domainName, domainVersion, validBefore, fromBlock, request, Optional.empty(), Optional.empty());
        }

        /** The same, as a transaction of an account, which can lie in no block up to another. */
        Signed by(Account owner, long afterBlock) {
            return new Signed(domainName, domainVersion, validBefore, afterBlock, request, Optional.of(owner), invoice);
        }

        /** The same, for an invoice. */
        public Signed paying(Invoice paid) {
            return new Signed(domainName, domainVersion, validBefore, fromBlock, request, account, Optional.of(paid));
        }
    }

    /**
     * An invoice as its sender names it.
     *
     * @param provider the host that sent it, with its port where that is not the scheme's own
     * @param id       the sender's own id of it
     * @param network  the gateway's word for where it is paid
     * @param payTo    who is to be paid, as it says
     */
    record Invoice(String provider, String id, String network, String payTo) {}

    /**
     * Where it is a transaction of an account: what it uses up, under which of the account's numbers, and its hash.
     *
     * @param bytes the transaction; empty where the request is nothing else
     */
    record Account(AccountUse use, long nonce, String hash, Optional<byte[]> bytes) {}

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
