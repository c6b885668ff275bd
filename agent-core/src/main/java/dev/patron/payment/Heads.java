package dev.patron.payment;

import dev.patron.money.Network;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether a chain can be trusted to tell the time: a head that moves and is more than 30 s off the clock is refused.
 *
 * <p>A development chain on loopback mines only when there is work, so its head may stand still. Safe for any number
 * of threads.
 */
public final class Heads {
    private static final Duration OFF_MOST = Duration.ofSeconds(30);
    private final Settlements settlements;
    private final InstantSource clock;
    private final Set<Network> local;
    private final Map<Network, Long> seen = new ConcurrentHashMap<>();

    /**
     * @param local networks all of whose endpoints are on loopback
     */
    public Heads(Settlements settlements, InstantSource clock, Set<Network> local) {
        this.settlements = settlements;
        this.clock = clock;
        this.local = Set.copyOf(local);
    }

    /**
     * The head, if it is fresh; empty when the chain's clock and ours are too far apart.
     *
     * @throws ChainException when the chain cannot be read
     */
    public Optional<ChainHead> fresh(Network network) {
        ChainHead head = settlements.head(network);
        Long before = seen.put(network, head.latest().number());
        Duration off = Duration.between(head.latest().time(), clock.instant()).abs();
        if (off.compareTo(OFF_MOST) <= 0) {
            return Optional.of(head);
        }
        boolean standing = local.contains(network)
                && (before == null || before == head.latest().number());
        return standing ? Optional.of(head) : Optional.empty();
    }
}
