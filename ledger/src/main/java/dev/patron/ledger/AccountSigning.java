package dev.patron.ledger;

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
     */
    record Signed(String domain, long fromBlock, String hash, byte[] bytes) {}

    /**
     * @param nonce the account's number that this payment owns for life
     * @throws RuntimeException when signing fails; nothing is recorded then
     */
    Signed sign(long nonce);
}
