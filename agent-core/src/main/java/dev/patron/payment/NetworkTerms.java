package dev.patron.payment;

import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * How a network is read: its JSON-RPC endpoints and which of its blocks count for releasing money.
 *
 * <p>Endpoints often hold an access key in their path or query, so {@link #toString()} names hosts only.
 *
 * @param rpc      endpoints, in order of preference; at least one
 * @param finality {@code finalized}, or on loopback only {@code safe} or {@code latest}
 */
public record NetworkTerms(List<URI> rpc, String finality) {
    public static final Set<String> FINALITIES = Set.of("finalized", "safe", "latest");

    public NetworkTerms {
        rpc = List.copyOf(rpc);
        if (rpc.isEmpty()) {
            throw new IllegalArgumentException("a network needs at least one RPC endpoint");
        }
        if (!FINALITIES.contains(finality)) {
            throw new IllegalArgumentException("finality is `finalized`, `safe` or `latest`, not `" + finality + "`");
        }
    }

    @Override
    public String toString() {
        return "NetworkTerms[" + rpc.stream().map(URI::getHost).toList() + ", " + finality + "]";
    }
}
