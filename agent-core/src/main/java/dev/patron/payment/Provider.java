package dev.patron.payment;

import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Payee;
import dev.patron.plan.Kind;
import dev.patron.plan.Menu;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A seller as the operator's catalogue pins it. Whatever a demand says differently is a denial, never a payment.
 *
 * @param id         name in policies and on the command line
 * @param baseUrl    endpoints are appended to it byte for byte
 * @param asset      the one asset it is paid in
 * @param domain     that asset's signing domain
 * @param payTo      the only addresses it may be paid at; empty means that nothing is paid
 * @param prices     the exact price by kind
 * @param recovery   what presenting again gives back
 * @param menu       its models
 * @param assetHosts hosts that its outputs may be fetched from
 * @param deadlines  how long each phase may take
 * @param simulated  whether its money is play money
 * @param protocol   how it says its price and is paid
 */
public record Provider(
        String id,
        URI baseUrl,
        Asset asset,
        TokenDomain domain,
        Set<Address> payTo,
        Map<Kind, Amount> prices,
        Recovery recovery,
        Menu menu,
        Set<String> assetHosts,
        Deadlines deadlines,
        boolean simulated,
        Protocol protocol) {
    public Provider {
        payTo = Set.copyOf(payTo);
        prices = Map.copyOf(prices);
        assetHosts = Set.copyOf(assetHosts);
    }

    /** The same terms without a payee: a demand is refused, whatever it says. */
    public Provider unpayable() {
        return new Provider(
                id,
                baseUrl,
                asset,
                domain,
                Set.of(),
                prices,
                recovery,
                menu,
                assetHosts,
                deadlines,
                simulated,
                protocol);
    }

    public Optional<Amount> price(Kind kind) {
        return Optional.ofNullable(prices.get(kind));
    }

    /** The payee used for judging a request before any demand; empty when no payee is pinned. */
    public Optional<Payee> payee() {
        return payTo.stream().sorted().findFirst().map(address -> new Payee(asset.network(), address));
    }
}
