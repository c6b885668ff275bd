package dev.patron.payment;

import dev.patron.money.Asset;
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
 * @param assets       tokens by symbol
 */
public record Catalog(
        Map<String, Provider> providers,
        Map<Network, NetworkTerms> networks,
        Map<String, String> facilitators,
        Map<String, Asset> assets) {
    public Catalog {
        assets = Collections.unmodifiableMap(new TreeMap<>(assets));
        providers = Collections.unmodifiableMap(new TreeMap<>(providers));
        networks = Collections.unmodifiableMap(new TreeMap<>(networks));
        facilitators = Collections.unmodifiableMap(new TreeMap<>(facilitators));
    }

    public Catalog(Map<String, Provider> providers, Map<Network, NetworkTerms> networks) {
        this(providers, networks, Map.of(), Map.of());
    }

    public Optional<Provider> provider(String id) {
        return Optional.ofNullable(providers.get(id));
    }

    public Optional<NetworkTerms> terms(Network network) {
        return Optional.ofNullable(networks.get(network));
    }

    public Optional<Asset> asset(String symbol) {
        return Optional.ofNullable(assets.get(symbol));
    }

    /** The same catalogue and one more seller, on a network that is read as {@code terms} says. */
    public Catalog with(Provider provider, NetworkTerms terms) {
        Map<String, Provider> moreProviders = new TreeMap<>(providers);
        moreProviders.put(provider.id(), provider);
        Map<Network, NetworkTerms> moreNetworks = new TreeMap<>(networks);
        moreNetworks.put(provider.asset().network(), terms);
        return new Catalog(moreProviders, moreNetworks, facilitators, assets);
    }
}
