package dev.patron.payment;

import dev.patron.money.Address;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import java.math.BigInteger;
import java.util.List;

/** What a chain says: the only evidence about money. */
public interface Settlements {
    /**
     * The chain's head and its final block.
     *
     * @throws ChainException when the chain cannot be read
     */
    ChainHead head(Network network);

    /**
     * What became of an authorization. Never throws for an unreachable chain: that is {@link Fate.Unclear}.
     *
     * @param fromBlock events before this block are not looked at
     */
    Fate fate(Authorization.Eip3009 authorization, long fromBlock);

    /** Whether a transaction stands on the asset's chain, whatever it does there. Never throws for an unreachable chain. */
    Sighting sighting(Asset asset, String transaction);

    /**
     * The balance of {@code owner} at a block.
     *
     * @throws ChainException when the chain cannot be read
     */
    BigInteger balance(Asset asset, Address owner, Block at);

    /**
     * Every transfer of {@code asset} from or to {@code owner} in these blocks, both included, in chain order.
     *
     * @throws ChainException when the chain cannot be read
     */
    List<Movement> movements(Asset asset, Address owner, long fromBlock, long toBlock);
}
