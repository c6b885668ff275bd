package dev.patron.app;

import dev.patron.cli.UsageException;
import dev.patron.config.GatewaySettings;
import dev.patron.gateway.TreasuryDesk;
import dev.patron.gateway.TreasurySeller;
import dev.patron.http.Door;
import dev.patron.invoice.BookSettlements;
import dev.patron.invoice.BookTreasury;
import dev.patron.invoice.BookWallet;
import dev.patron.invoice.ProviderHost;
import dev.patron.payment.Protocol;
import dev.patron.payment.Provider;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A seller whose invoices are paid by the gateway of this data directory, in the process that buys: its treasury, its proofs, and its
 * door for as long as the session lasts, so that the seller can have proofs verified.
 */
record EmbeddedCounter(Provider provider, GatewaySettings settings, Environment environment) {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedCounter.class);

    /**
     * @throws UsageException when the treasury of play money is not what this seller is paid from
     */
    static EmbeddedCounter find(
            Provider provider, Protocol.Xfour protocol, GatewaySettings settings, Environment environment) {
        if (!protocol.isSandbox()) {
            throw new UsageException("seller `" + provider.id() + "` takes real money, and with `embedded: true` play"
                    + " money alone is paid; let `patron serve` pay it from another data directory, and name that under"
                    + " `gateway.remote`; nothing was ordered");
        }
        if (ProviderHost.of(provider.baseUrl().toString()).isEmpty()) {
            throw new UsageException("`base_url` of seller `" + provider.id()
                    + "` names no host that a proof could name; nothing was ordered");
        }
        return new EmbeddedCounter(provider, settings, environment);
    }

    Counter open(Counters.Opening opening) {
        Gatehouse house = new Gatehouse(environment, opening.data());
        opening.opened().push(house);
        Gatehouse.Behind behind = house.behind(opening.ledger(), settings, opening.policy());
        BookTreasury treasury = behind.plays();
        Door door = FrontDoor.of(settings, OptionalInt.empty(), LOG::warn);
        TreasuryDesk desk = new TreasuryDesk(treasury, behind.gateway(), environment.clock());
        return new Counter(
                provider,
                new BookWallet(treasury),
                new BookSettlements(treasury, environment.clock()),
                (terms, wire, assets) -> new TreasurySeller(terms, wire, assets, desk),
                () -> house.open(behind, settings.shapes(), door));
    }
}
