package dev.patron.money;

import java.util.regex.Pattern;

/**
 * A token as the registry pins it: which contract on which network, and what one whole token is worth.
 *
 * <p>Decimals and peg come from the operator's catalogue and never from a server. The same contract on two
 * networks is two assets.
 *
 * @param symbol   short name for people, such as {@code USDC}
 * @param network  the network that the contract lives on
 * @param contract the token contract
 * @param decimals how many decimal places one whole token has, 0 to 36
 * @param peg      what one whole token counts for in budgets; never zero
 */
public record Asset(String symbol, Network network, Address contract, int decimals, Usd peg) {
    /** How EIP-7528 writes a network's own coin where a contract's address is asked for. */
    public static final Address COIN = new Address("0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee");

    private static final Pattern SYMBOL = Pattern.compile("[A-Za-z0-9._-]{1,16}");

    public Asset {
        if (!SYMBOL.matcher(symbol).matches()) {
            throw new IllegalArgumentException("`" + symbol + "` is not an asset symbol");
        }
        if (decimals < 0 || decimals > 36) {
            throw new IllegalArgumentException("an asset has 0 to 36 decimals, not `" + decimals + "`");
        }
        if (peg.isZero()) {
            throw new IllegalArgumentException("an asset without a peg cannot be spent");
        }
    }

    /** Whether it is a network's own coin, which fees are taken in. Its peg is a formality: it has no dollars. */
    public boolean isCoin() {
        return contract.equals(COIN);
    }

    /** The asset's CAIP-19 name, {@code eip155:8453/erc20:0x…}, which is unique and never changes. */
    public String id() {
        return network + "/erc20:" + contract;
    }

    @Override
    public String toString() {
        return symbol + " (" + id() + ")";
    }
}
