package dev.patron.payment;

import dev.patron.money.Network;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Everything that may be bought and from whom, as the operator pins it.
 *
 * @param providers    sellers by id
 * @param networks     how each network in use is read
 * @param facilitators the facilitator that a seller names, by seller id; shown to people and never contacted
 */
public record Catalog(
        Map<String, Provider> providers, Map<Network, NetworkTerms> networks, Map<String, String> facilitators) {
    public Catalog {
        providers = Collections.unmodifiableMap(new TreeMap<>(providers));
        networks = Collections.unmodifiableMap(new TreeMap<>(networks));
        facilitators = Collections.unmodifiableMap(new TreeMap<>(facilitators));
    }

    public Catalog(Map<String, Provider> providers, Map<Network, NetworkTerms> networks) {
        this(providers, networks, Map.of());
    }

    public Optional<Provider> provider(String id) {
        return Optional.ofNullable(providers.get(id));
    }

    public Optional<NetworkTerms> terms(Network network) {
        return Optional.ofNullable(networks.get(network));
    }

    /** The same catalogue and one more seller, on a network that is read as {@code terms} says. */
    public Catalog with(Provider provider, NetworkTerms terms) {
        Map<String, Provider> moreProviders = new TreeMap<>(providers);
        moreProviders.put(provider.id(), provider);
        Map<Network, NetworkTerms> moreNetworks = new TreeMap<>(networks);
        moreNetworks.put(provider.asset().network(), terms);
        return new Catalog(moreProviders, moreNetworks, facilitators);
    }
}
