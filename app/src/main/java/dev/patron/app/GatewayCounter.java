package dev.patron.app;

import dev.patron.cli.HouseException;
import dev.patron.cli.UsageException;
import dev.patron.config.RemoteGatewaySettings;
import dev.patron.evm.OwnerOnly;
import dev.patron.gateway.GatewayDesk;
import dev.patron.gateway.GatewayKey;
import dev.patron.gateway.GatewaySeller;
import dev.patron.gateway.GatewaySettlements;
import dev.patron.gateway.GatewayTerms;
import dev.patron.gateway.GatewayWallet;
import dev.patron.gateway.PayRecords;
import dev.patron.gateway.RemoteGateway;
import dev.patron.money.Address;
import dev.patron.payment.Catalog;
import dev.patron.payment.NetworkTerms;
import dev.patron.payment.Protocol;
import dev.patron.payment.Provider;
import dev.patron.wire.Loopback;
import dev.patron.wire.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds the gateway that sellers of the protocol {@code xfour} are paid through, and the key that it knows this agent by. */
final class GatewayCounter {
    /** The key itself. */
    static final String KEY = "PATRON_GATEWAY_KEY";

    private static final String AFTERMATH = "; nothing was ordered";
    private static final int KEY_BYTES_MOST = 1_024;
    private static final int ADDRESS_DIGITS = 40;

    private final Environment environment;
    private final Consumer<String> warn;

    /**
     * @param warn told of a key file that others can read
     */
    GatewayCounter(Environment environment, Consumer<String> warn) {
        this.environment = environment;
        this.warn = warn;
    }

    /** A seller, the gateway and its key, tested before anything is opened. */
    record Ready(Provider provider, GatewayTerms terms, GatewayKey key, Optional<NetworkTerms> network) {
        Counter open(DataDirectory data, Environment environment, Wire wire) {
            GatewayDesk desk;
            try {
                desk = new GatewayDesk(
                        new RemoteGateway(terms.url(), key, wire),
                        terms,
                        PayRecords.open(data.resolve("gateway-orders")),
                        environment.clock());
            } catch (UncheckedIOException e) {
                throw new HouseException(String.valueOf(e.getMessage()), e);
            }
            GatewaySettlements settlements = network.map(found ->
                            GatewaySettlements.on(Counter.chain(provider, found, wire), provider.asset(), desk))
                    .orElseGet(() -> GatewaySettlements.sandbox(provider.asset(), desk));
            return new Counter(
                    provider,
                    new GatewayWallet(terms),
                    settlements,
                    (now, at, assets) -> new GatewaySeller(now, at, assets, desk));
        }
    }

    /**
     * @throws UsageException when no gateway is configured, or what is configured cannot pay this seller
     */
    Ready find(Provider provider, Protocol.Xfour protocol, Catalog catalog, Optional<RemoteGatewaySettings> settings) {
        RemoteGatewaySettings remote = settings.orElseThrow(() -> new UsageException("seller `" + provider.id()
                + "` is paid through a gateway, and the settings name none; add `remote` or `embedded: true` under"
                + " `gateway`"
                + AFTERMATH));
        GatewayKey key = key(remote);
        if (protocol.isSandbox()) {
            if (!Loopback.names(remote.url())) {
                throw new UsageException("the gateway `" + remote.url().getHost() + "` is not on this machine, and play"
                        + " money of `network: sandbox` is taken from a gateway on this machine only" + AFTERMATH);
            }
            GatewayTerms terms = new GatewayTerms(remote.url(), remote.again(), account(remote.url()));
            return new Ready(provider, terms, key, Optional.empty());
        }
        Address treasury = remote.treasury()
                .orElseThrow(() -> new UsageException("`gateway.remote.treasury` is not set, and on `mainnet` a payment"
                        + " counts only when it left that account; ask the gateway for it" + AFTERMATH));
        NetworkTerms network = Counter.terms(provider, catalog);
        Payable.requireApart(provider, network);
        return new Ready(provider, new GatewayTerms(remote.url(), remote.again(), treasury), key, Optional.of(network));
    }

    /** Play money comes from an account that is named after the gateway. */
    private static Address account(URI url) {
        return new Address("0x" + GatewayWallet.digest(url.toString()).substring(0, ADDRESS_DIGITS));
    }

    private GatewayKey key(RemoteGatewaySettings remote) {
        Optional<String> text =
                environment.variable(KEY).or(() -> remote.keyFile().map(this::read));
        try {
            return new GatewayKey(text.orElseThrow(() -> new UsageException("`" + KEY
                    + "` is not set and `gateway.remote.key_file` names no file, so the gateway knows nobody"
                    + AFTERMATH)));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + AFTERMATH);
        }
    }

    private String read(Path file) {
        try {
            if (!OwnerOnly.holds(file)) {
                warn.accept(
                        "others than its owner can use `" + file + "`; take their permissions away with `chmod 600`");
            }
            if (Files.size(file) > KEY_BYTES_MOST) {
                throw new UsageException("`" + file + "` holds no gateway's key" + AFTERMATH);
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new UsageException("`" + file + "` cannot be read: " + DataDirectory.reason(e) + AFTERMATH);
        }
    }
}
