package dev.patron.ledger;

import java.math.BigInteger;

/**
 * One account over a period, in atomic units of one asset: opening, in, out, closing.
 *
 * @param token    CAIP-19 id of the asset
 * @param symbol   its symbol
 * @param decimals its decimals
 */
public record StatementLine(
        String account, String token, String symbol, int decimals, BigInteger opening, BigInteger in, BigInteger out) {
    public BigInteger closing() {
        return opening.add(in).subtract(out);
    }
}
