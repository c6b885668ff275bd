package dev.patron.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.patron.cli.PlaceOptions;
import dev.patron.cli.UsageException;
import dev.patron.config.Addresses;
import dev.patron.config.CatalogFile;
import dev.patron.config.ConfigException;
import dev.patron.config.GatewaySettings;
import dev.patron.config.MainnetSettings;
import dev.patron.config.PolicyFile;
import dev.patron.config.Settings;
import dev.patron.config.SettingsFile;
import dev.patron.evm.ChainAccess;
import dev.patron.evm.EvmTreasury;
import dev.patron.evm.Finality;
import dev.patron.evm.RpcSettlements;
import dev.patron.http.Door;
import dev.patron.invoice.Treasury;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.payment.Catalog;
import dev.patron.payment.ChainException;
import dev.patron.payment.NetworkTerms;
import dev.patron.payment.Protocol;
import dev.patron.payment.Provider;
import dev.patron.wire.Loopback;
import dev.patron.wire.Wire;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * Looks at everything that a run needs and changes nothing: each check holds, is worth a word, or would stop a run at
 * the settings' own market. Asks chains for their heads; signs nothing and asks no seller.
 */
final class Checkup {
    private static final Duration OFF_MOST = Duration.ofSeconds(30);
    private static final int JAVA_LEAST = 25;

    private final Environment environment;
    private final ArrayNode checks = JsonNodeFactory.instance.arrayNode();

    Checkup(Environment environment) {
        this.environment = environment;
    }

    /** What came of one check. */
    private enum Verdict {
        HOLDS,
        NOTE,
        STOPS
    }

    private void add(String check, Verdict verdict, String message) {
        checks.addObject()
                .put("check", check)
                .put("verdict", verdict.name().toLowerCase(Locale.ROOT))
                .put("message", message);
    }

    ArrayNode run(PlaceOptions common) {
        int java = Runtime.version().feature();
        add("java", java >= JAVA_LEAST ? Verdict.HOLDS : Verdict.STOPS, "Java " + Runtime.version());
        Places places = new Places(environment);
        Optional<Settings> read = read("settings", () -> {
            Path file = places.settings(common);
            Settings settings = SettingsFile.read(file);
            add("settings", Verdict.HOLDS, "`" + file + "`, " + places.why(common));
            return settings;
        });
        read.ifPresent(settings -> {
            data(places.data(common, settings));
            door(settings.gateway());
            read("policy", () -> {
                PolicyFile.read(settings.policy());
                add("policy", Verdict.HOLDS, "`" + settings.policy() + "`");
                return settings;
            });
            read("catalogue", () -> {
                        Catalog catalog = CatalogFile.read(settings.catalog());
                        add("catalogue", Verdict.HOLDS, "`" + settings.catalog() + "`");
                        return catalog;
                    })
                    .ifPresent(catalog -> {
                        market(settings.market(), catalog, settings.gateway());
                        settings.gateway().mainnet().ifPresent(mainnet -> mainnet(mainnet, catalog));
                    });
        });
        return checks;
    }

    private <T> Optional<T> read(String check, Supplier<T> reading) {
        try {
            return Optional.of(reading.get());
        } catch (ConfigException | UsageException e) {
            add(check, Verdict.STOPS, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** Where the gateway would listen: a run does not need it, so nothing here stops one. */
    private void door(GatewaySettings settings) {
        try {
            Door door = FrontDoor.of(settings, OptionalInt.empty(), warning -> add("gateway", Verdict.NOTE, warning));
            boolean soon = FrontDoor.endsSoon(door, environment.clock().instant());
            add("gateway", soon ? Verdict.NOTE : Verdict.HOLDS, FrontDoor.said(door));
        } catch (UsageException e) {
            add("gateway", Verdict.NOTE, String.valueOf(e.getMessage()));
        }
    }

    private void data(Path data) {
        if (!Files.isDirectory(data)) {
            add("data", Verdict.NOTE, "`" + data + "` is not there yet; the first run makes it");
            return;
        }
        Path probe = data.resolve(".doctor");
        Instant before = environment.clock().instant();
        try (FileChannel channel = FileChannel.open(
                probe, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1}));
            channel.force(true);
            Duration took = Duration.between(before, environment.clock().instant());
            add("data", Verdict.HOLDS, "`" + data + "`, " + DataDirectory.standing(data));
            add(
                    "disk",
                    Verdict.HOLDS,
                    "one barrier took " + took.toNanos() / 1_000 + " µs; a purchase waits for several");
        } catch (IOException e) {
            add("data", Verdict.STOPS, "`" + data + "` cannot be written: " + DataDirectory.reason(e));
        }
    }

    private void market(String id, Catalog catalog, GatewaySettings gateway) {
        Optional<Provider> provider = catalog.provider(id);
        boolean sandbox = id.equals(Markets.SANDBOX);
        if (!sandbox && provider.isEmpty()) {
            add("market", Verdict.STOPS, "`" + id + "` is not in the catalogue");
        } else {
            add("market", Verdict.HOLDS, "`" + id + "`" + (sandbox ? ", simulated money" : ""));
        }
        provider.filter(one -> one.payTo().isEmpty())
                .ifPresent(one -> add(
                        "pins",
                        Verdict.STOPS,
                        "`pay_to` of `" + id + "` is empty, so it is never paid;" + " `patron provider probe " + id
                                + "` says what to pin"));
        provider.filter(one -> !one.simulated())
                .ifPresent(one -> read("seller", () -> {
                    Payable.requireApart(one, Counter.terms(one, catalog));
                    return one;
                }));
        Optional<Protocol.Xfour> invoiced = provider.flatMap(
                one -> one.protocol() instanceof Protocol.Xfour xfour ? Optional.of(xfour) : Optional.empty());
        invoiced.ifPresent(xfour -> read("gateway", () -> {
            String through = through(provider.orElseThrow(), xfour, catalog, gateway);
            add("gateway", Verdict.HOLDS, through);
            return through;
        }));
        wallet(sandbox || invoiced.isPresent() ? Verdict.NOTE : Verdict.STOPS);
        try (Wire wire = new Wire()) {
            catalog.networks().forEach((network, terms) -> {
                boolean needed = provider.filter(one -> one.asset().network().equals(network))
                        .isPresent();
                terms.rpc().forEach(rpc -> endpoint(network, terms, rpc, wire, needed ? Verdict.STOPS : Verdict.NOTE));
            });
        }
    }

    /** What a seller that sends invoices is paid through. */
    private String through(Provider provider, Protocol.Xfour protocol, Catalog catalog, GatewaySettings gateway) {
        if (gateway.embedded()) {
            new EmbeddedCounter(environment, warning -> add("gateway", Verdict.NOTE, warning))
                    .find(provider, protocol, catalog, gateway);
            return "embedded, with its door on port " + gateway.port() + " while a run goes on";
        }
        GatewayCounter.Ready ready = new GatewayCounter(environment, warning -> add("gateway", Verdict.NOTE, warning))
                .find(provider, protocol, catalog, gateway.remote());
        return "`" + ready.terms().url() + "`, not asked";
    }

    /** What the gateway pays with on a real chain: a run does not need it, so nothing here stops one. */
    private void mainnet(MainnetSettings mainnet, Catalog catalog) {
        try (Wire wire = new Wire()) {
            Asset asset = MainnetDesk.asset(mainnet, catalog);
            EvmTreasury treasury = new MainnetDesk(environment, warning -> add("gateway", Verdict.NOTE, warning))
                    .find(mainnet, catalog)
                    .open(wire, environment.clock());
            Treasury.Holdings coins = treasury.coins();
            Amount tokens = new Amount(asset, treasury.chain().balance(asset, treasury.account(), coins.at()));
            Amount gas = new Amount(treasury.coin(), coins.units());
            boolean dry = tokens.units().signum() == 0 || gas.units().signum() == 0;
            add(
                    "gateway",
                    dry ? Verdict.NOTE : Verdict.HOLDS,
                    "`mainnet` is paid from " + Addresses.checksummed(treasury.account()) + " on `" + asset.network()
                            + "`, which holds " + tokens + " and " + gas + " for fees");
        } catch (ConfigException | UsageException | ChainException e) {
            add("gateway", Verdict.NOTE, "`mainnet` cannot be paid: " + e.getMessage());
        }
    }

    private void wallet(Verdict otherwise) {
        try {
            WalletSource.find(environment)
                    .map(source -> source.known(warning -> add("wallet", Verdict.NOTE, warning)))
                    .ifPresentOrElse(
                            known -> add(
                                    "wallet",
                                    known.isChecked() ? Verdict.HOLDS : otherwise,
                                    known.checksummed()
                                            + (known.isChecked()
                                                    ? ""
                                                    : ", as its keystore states; `" + WalletSource.PASSWORD
                                                            + "` is not set")),
                            () -> add(
                                    "wallet",
                                    otherwise,
                                    "none: `" + WalletSource.WALLET + "` is not set; the sandbox"
                                            + " needs none, and `patron wallet new FILE` makes one"));
        } catch (UsageException e) {
            add("wallet", otherwise, String.valueOf(e.getMessage()));
        }
    }

    /** One endpoint by itself: whether it serves its network, and how far its newest block is off the clock. */
    private void endpoint(Network network, NetworkTerms terms, URI rpc, Wire wire, Verdict otherwise) {
        String name = "endpoint " + rpc.getHost();
        Finality finality = Finality.of(terms.finality()).orElse(Finality.FINALIZED);
        try {
            Instant head = new RpcSettlements(List.of(new ChainAccess(network, List.of(rpc), finality)), wire)
                    .head(network)
                    .latest()
                    .time();
            Duration off = Duration.between(head, environment.clock().instant());
            boolean fresh = off.abs().compareTo(OFF_MOST) <= 0 || Loopback.names(rpc);
            add(
                    name,
                    fresh ? Verdict.HOLDS : otherwise,
                    network + ", its newest block is " + off.toSeconds() + " s behind this machine's clock");
        } catch (ChainException e) {
            add(name, otherwise, network + ": " + e.getMessage());
        }
    }
}
