package dev.patron.app;

import dev.patron.cli.HouseException;
import dev.patron.cli.Market;
import dev.patron.cli.UsageException;
import dev.patron.config.ReferenceMenu;
import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.money.Usd;
import dev.patron.payment.Catalog;
import dev.patron.payment.Deadlines;
import dev.patron.payment.NetworkTerms;
import dev.patron.payment.Protocol;
import dev.patron.payment.Provider;
import dev.patron.payment.Recovery;
import dev.patron.payment.TokenDomain;
import dev.patron.plan.Kind;
import dev.patron.sandbox.Sandbox;
import dev.patron.wire.Loopback;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sellers by id: those of the catalogue, and the sandbox, which is in no catalogue. */
final class Markets {
    static final String SANDBOX = "sandbox";

    /** How the sandbox is dealt with as a seller, which stands in no catalogue. */
    record Manners(Deadlines patience, Recovery recovery) {
        /** A seller on this machine may be slow only because the machine is busy, with its own pictures among others. */
        static final Duration DEMAND = Duration.ofSeconds(60);

        static final Manners USUAL = new Manners(
                new Deadlines(
                        DEMAND,
                        Deadlines.DEFAULT.paid(),
                        Deadlines.DEFAULT.watch(),
                        Deadlines.DEFAULT.image(),
                        Deadlines.DEFAULT.video(),
                        Deadlines.DEFAULT.validity()),
                Recovery.NONE);
    }

    private Markets() {}

    /**
     * @throws UsageException when there is no such seller
     */
    static Provider provider(String id, Catalog catalog) {
        return catalog.provider(id)
                .orElseThrow(() -> new UsageException("no seller `" + id + "`; the catalogue has "
                        + String.join(", ", catalog.providers().keySet()) + ", and there is always `sandbox`"));
    }

    /** The sandbox as a seller at an address; its chain and token are its own and no network's. */
    static Provider sandbox(URI url, Manners manners) {
        Network network = new Network("eip155", Long.toString(Sandbox.CHAIN_ID));
        Asset asset = new Asset(
                Sandbox.TOKEN_SYMBOL, network, new Address(Sandbox.TOKEN), Sandbox.TOKEN_DECIMALS, Usd.parse("1"));
        return new Provider(
                SANDBOX,
                url,
                asset,
                new TokenDomain(Sandbox.TOKEN_NAME, Sandbox.TOKEN_VERSION),
                Set.of(new Address(Sandbox.PAY_TO)),
                Map.of(Kind.IMAGE, price(asset, Kind.IMAGE), Kind.VIDEO, price(asset, Kind.VIDEO)),
                manners.recovery(),
                ReferenceMenu.of(SANDBOX),
                Set.of(url.getHost() + ":" + url.getPort()),
                manners.patience(),
                true,
                new Protocol.X402());
    }

    private static Amount price(Asset asset, Kind kind) {
        return new Amount(
                asset,
                Sandbox.price(kind.word())
                        .orElseThrow(() -> new HouseException("the sandbox has no price for " + kind.word())));
    }

    static NetworkTerms sandboxTerms(URI url) {
        return new NetworkTerms(List.of(url.resolve("/rpc")), "finalized");
    }

    /** The address of a sandbox elsewhere, which must be on this machine. */
    static URI elsewhere(Market market) {
        URI url = market.sandbox().orElseThrow();
        boolean plain = "http".equals(url.getScheme()) && url.getPort() > 0 && Loopback.names(url);
        if (!plain) {
            throw new UsageException("`--sandbox` is the address that `patron sandbox` printed, such as"
                    + " http://127.0.0.1:4020; it must be on this machine");
        }
        return URI.create("http://" + url.getHost() + ":" + url.getPort());
    }
}
