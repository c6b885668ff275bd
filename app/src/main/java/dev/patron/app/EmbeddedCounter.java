package dev.patron.app;

import dev.patron.cli.UsageException;
import dev.patron.config.GatewaySettings;
import dev.patron.config.MainnetSettings;
import dev.patron.evm.EvmTreasury;
import dev.patron.gateway.TreasuryDesk;
import dev.patron.gateway.TreasurySeller;
import dev.patron.http.Door;
import dev.patron.invoice.BookSettlements;
import dev.patron.invoice.BookTreasury;
import dev.patron.invoice.BookWallet;
import dev.patron.invoice.Gateway;
import dev.patron.invoice.ProviderHost;
import dev.patron.payment.Catalog;
import dev.patron.payment.Protocol;
import dev.patron.payment.Provider;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the treasury of this data directory that pays a seller's invoices, in the process that buys. Its gateway makes the proofs, and
 * its door is open for as long as the session lasts, so that the seller can have them verified.
 */
final class EmbeddedCounter {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedCounter.class);
    private static final String AFTERMATH = "; nothing was ordered";

    private final Environment environment;
    private final Consumer<String> warn;

    /**
     * @param warn told of key files that others can read
     */
    EmbeddedCounter(Environment environment, Consumer<String> warn) {
        this.environment = environment;
        this.warn = warn;
    }

    /**
     * A seller and what pays it, tested before anything is opened.
     *
     * @param account pays real money; empty where it is play money
     */
    record Ready(
            Provider provider,
            ProviderHost host,
            GatewaySettings settings,
            Optional<MainnetDesk.Ready> account,
            Environment environment) {
        Counter open(Counters.Opening opening) {
            Gatehouse house = new Gatehouse(environment, opening.data());
            opening.opened().push(house);
            Optional<EvmTreasury> paying = account.map(found -> found.open(opening.wire(), environment.clock()));
            paying.ifPresent(house::paysFrom);
            Gatehouse.Behind behind = house.behind(opening.ledger(), settings, opening.policy());
            Door door = FrontDoor.of(settings, OptionalInt.empty(), LOG::warn);
            Runnable begins = () -> house.open(behind, settings.shapes(), door);
            return paying.map(treasury -> ofAccount(treasury, behind.gateway(), begins))
                    .orElseGet(() -> ofBook(behind.plays(), behind.gateway(), begins));
        }

        private Counter ofAccount(EvmTreasury treasury, Gateway gateway, Runnable begins) {
            return new Counter(
                    provider,
                    gateway.wallet(treasury, host),
                    treasury.chain(),
                    sellers(TreasuryDesk.ofAccount(gateway, environment.clock())),
                    begins);
        }

        private Counter ofBook(BookTreasury treasury, Gateway gateway, Runnable begins) {
            return new Counter(
                    provider,
                    new BookWallet(treasury),
                    new BookSettlements(treasury, environment.clock()),
                    sellers(TreasuryDesk.of(treasury, gateway, environment.clock())),
                    begins);
        }

        private static Counter.Sellers sellers(TreasuryDesk desk) {
            return (terms, wire, assets) -> new TreasurySeller(terms, wire, assets, desk);
        }
    }

    /**
     * @throws UsageException                        when no treasury of these settings pays this seller, or no key is set
     * @throws dev.patron.config.ConfigException when the catalogue mixes real money with play money, or lacks what the settings name
     */
    Ready find(Provider provider, Protocol.Xfour protocol, Catalog catalog, GatewaySettings settings) {
        ProviderHost host = ProviderHost.of(provider.baseUrl().toString())
                .orElseThrow(() -> new UsageException("`base_url` of seller `" + provider.id()
                        + "` names no host that a proof could name" + AFTERMATH));
        Optional<MainnetDesk.Ready> account =
                protocol.isSandbox() ? Optional.empty() : Optional.of(account(provider, catalog, settings));
        return new Ready(provider, host, settings, account, environment);
    }

    private MainnetDesk.Ready account(Provider provider, Catalog catalog, GatewaySettings settings) {
        MainnetSettings mainnet = settings.mainnet()
                .orElseThrow(() -> new UsageException("seller `" + provider.id() + "` takes real money, and"
                        + " `gateway.mainnet` does not say what its invoices are paid with" + AFTERMATH));
        Payable.requireApart(provider, Counter.terms(provider, catalog));
        MainnetDesk.Ready ready = new MainnetDesk(environment, warn).find(mainnet, catalog);
        if (!ready.asset().equals(provider.asset())) {
            throw new UsageException("seller `" + provider.id() + "` is paid in "
                    + provider.asset().symbol() + ", and `gateway.mainnet` pays with "
                    + ready.asset().symbol() + AFTERMATH);
        }
        return ready;
    }
}
