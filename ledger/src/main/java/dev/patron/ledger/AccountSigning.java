package dev.patron.ledger;

import java.util.Optional;

/**
 * Signs a transaction of an account, inside the ledger's transaction that gives it its number and records it.
 *
 * @see AccountBook#authorize
 */
public interface AccountSigning {
    /** What it would use up. */
    AccountUse use();

    /**
     * What was signed.
     *
     * @param domain    the treasury's word for its network
     * @param fromBlock it cannot be in this or an earlier block
     * @param hash      the transaction's, {@code 0x} and 64 hexadecimal digits
     * @param bytes     the transaction, as it is handed over
     * @param order     what is kept of the payment where that is more than the transaction: a shot's, with the invoice that it pays
     */
    record Signed(String domain, long fromBlock, String hash, byte[] bytes, Optional<Signing.Signed> order) {
        public Signed(String domain, long fromBlock, String hash, byte[] bytes) {
            this(domain, fromBlock, hash, bytes, Optional.empty());
        }

        Signing.Signed as(AccountUse use, long nonce) {
            return order.map(kept -> kept.by(new Signing.Account(use, nonce, hash, Optional.of(bytes)), fromBlock))
                    .orElseGet(() -> new Signing.Signed(domain, "1", Signing.NEVER, fromBlock, bytes)
                            .by(new Signing.Account(use, nonce, hash, Optional.empty()), fromBlock));
        }
    }

    /**
     * @param nonce the account's number that this payment owns for life
     * @throws RuntimeException when signing fails; nothing is recorded then
     */
    Signed sign(long nonce);
}
