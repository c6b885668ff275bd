package dev.patron.evm;

import dev.patron.money.Network;
import java.net.URI;
import java.util.List;

/**
 * How a network is read.
 *
 * @param rpc      JSON-RPC endpoints in order of preference; their paths and queries may be secret
 * @param finality which block counts as final
 */
public record ChainAccess(Network network, List<URI> rpc, Finality finality) {
    private static final int ENDPOINTS_MOST = 8;

    public ChainAccess {
        rpc = List.copyOf(rpc);
        if (rpc.isEmpty() || rpc.size() > ENDPOINTS_MOST) {
            throw new IllegalArgumentException("network `" + network + "` needs 1 to " + ENDPOINTS_MOST + " endpoints");
        }
    }

    /** Without the endpoints' paths and queries. */
    @Override
    public String toString() {
        return network + " at " + rpc.stream().map(URI::getHost).toList() + " by " + finality.tag();
    }
}
