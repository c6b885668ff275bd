package dev.patron.evm;

import dev.patron.money.Address;
import dev.patron.payment.Block;
import java.math.BigInteger;

/**
 * What a rollup of the OP Stack takes for the chain beneath it, on top of what gas costs: asked of its predeployed oracle before anything is signed.
 *
 * @see <a href="https://specs.optimism.io/protocol/fjord/predeploys.html#gaspriceoracle">GasPriceOracle, since Fjord</a>
 */
final class RollupFee {
    /** Where the oracle is on every such rollup, and nothing is on any other chain. */
    static final Address ORACLE = new Address("0x420000000000000000000000000000000000000f");

    private static final String UPPER_BOUND = "0xf1c7a58b";

    /** A transfer's transaction without its signature, all of whose numbers are as long as can be, has 152 bytes. */
    private static final int UNSIGNED_BYTES_MOST = 160;

    /** The price beneath may rise before a block takes the transaction, as that of gas may. */
    private static final BigInteger MARGIN = BigInteger.TWO;

    private RollupFee() {}

    /**
     * The most that one endpoint says a transfer may cost besides its gas; nothing where no oracle is.
     *
     * @throws dev.patron.payment.ChainException when there is an oracle, and its answer is none
     */
    static BigInteger most(RpcReader reader, Block at) {
        if (!reader.hasCode(ORACLE, at)) {
            return BigInteger.ZERO;
        }
        String data = UPPER_BOUND + Hex.word(BigInteger.valueOf(UNSIGNED_BYTES_MOST));
        return Hex.uint256(reader.call(ORACLE, data, at)).multiply(MARGIN);
    }
}
