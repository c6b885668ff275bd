package dev.patron.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.cli.HouseException;
import dev.patron.cli.Market;
import dev.patron.cli.PlaceOptions;
import dev.patron.cli.Setup;
import dev.patron.cli.UsageException;
import dev.patron.config.Addresses;
import dev.patron.config.CatalogFile;
import dev.patron.config.GatewaySettings;
import dev.patron.config.RemoteGatewaySettings;
import dev.patron.config.Settings;
import dev.patron.config.SettingsFile;
import dev.patron.evm.KeystoreFile;
import dev.patron.evm.RpcSettlements;
import dev.patron.evm.SandboxKey;
import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.payment.Block;
import dev.patron.payment.Catalog;
import dev.patron.payment.ChainException;
import dev.patron.payment.NetworkTerms;
import dev.patron.payment.Protocol;
import dev.patron.payment.Provider;
import dev.patron.payment.WalletException;
import dev.patron.plan.Kind;
import dev.patron.wire.Wire;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Setting up: makes keystores, asks chains for balances and sellers for demands. Nothing here signs. */
final class WalletDesk implements Setup {
    private final Environment environment;
    private final Markets.Manners manners;
    private final Consumer<String> warn;

    /**
     * @param warn told what must not be missed and stops nothing
     */
    WalletDesk(Environment environment, Markets.Manners manners, Consumer<String> warn) {
        this.environment = environment;
        this.manners = manners;
        this.warn = warn;
    }

    @Override
    public List<Path> init(Path folder) {
        Path home = environment
                .home()
                .orElseThrow(() -> new HouseException(
                        "the files that Patron ships cannot be found: start it with" + " scripts/patron"));
        return new StarterFiles(home)
                .write(environment.directory().resolve(folder).normalize());
    }

    @Override
    public ObjectNode newWallet(PlaceOptions common, Path file, Optional<Path> passwordFile) {
        Catalog catalog = CatalogFile.read(settings(common).catalog());
        Path keystore = environment.directory().resolve(file).normalize();
        KeystoreFile.Made made;
        try {
            made = new KeystoreFile(keystore)
                    .create(passwordFile.map(environment.directory()::resolve), environment.random());
        } catch (WalletException e) {
            throw new UsageException(e.getMessage() + "; no wallet was made");
        }
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("address", Addresses.checksummed(made.wallet().address()));
        document.put("keystore", keystore.toString());
        document.put("password_file", made.passwordFile().toString());
        document.put("password_made", passwordFile.isEmpty());
        ArrayNode send = document.putArray("send");
        catalog.providers().values().stream()
                .map(Provider::asset)
                .distinct()
                .forEach(asset -> put(send.addObject(), asset));
        document.put("gas_needed", false);
        document.putObject("variables")
                .put(WalletSource.WALLET, keystore.toString())
                .put(WalletSource.PASSWORD, made.passwordFile().toString());
        return document;
    }

    private static void put(ObjectNode node, Asset asset) {
        node.put("asset", asset.symbol());
        node.put("network", asset.network().toString());
        node.put("network_name", name(asset.network()));
        node.put("contract", Addresses.checksummed(asset.contract()));
    }

    /** A network as people call it. */
    static String name(Network network) {
        return switch (network.toString()) {
            case "eip155:8453" -> "Base (eip155:8453)";
            case "eip155:84532" -> "Base Sepolia, a test network (eip155:84532)";
            default -> network.toString();
        };
    }

    @Override
    public ObjectNode address() {
        WalletSource source = source();
        WalletSource.Known known = source.known(warn);
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("address", known.checksummed());
        document.put("checked", known.isChecked());
        switch (source) {
            case WalletSource.Key _ -> document.put("source", WalletSource.KEY).putNull("keystore");
            case WalletSource.Keystore(KeystoreFile file, var _) ->
                document.put("source", WalletSource.WALLET)
                        .put("keystore", file.file().toString());
        }
        return document;
    }

    private WalletSource source() {
        return WalletSource.find(environment)
                .orElseThrow(() -> new UsageException("no wallet: neither `" + WalletSource.WALLET + "` nor `"
                        + WalletSource.KEY + "` is set; `patron wallet new FILE` makes one"));
    }

    @Override
    public ObjectNode balance(PlaceOptions common, Market market) {
        Settings settings = settings(common);
        String id = market.id().orElse(settings.market());
        try (Wire wire = new Wire()) {
            if (id.equals(Markets.SANDBOX)) {
                URI url = sandbox(
                        market,
                        wire,
                        "the money of `sandbox` is simulated, and there is nothing to ask for"
                                + " it while no sandbox runs");
                Path key = new Places(environment).data(common, settings).resolve("wallet/sandbox.key");
                if (!Files.exists(key)) {
                    throw new UsageException("the sandbox's wallet is made by the first run; there is none in `"
                            + key.getParent() + "` yet");
                }
                Address owner = SandboxKey.wallet(key, environment.random()).address();
                return balance(Markets.sandbox(url, manners), Markets.sandboxTerms(url), owner, wire);
            }
            refuseSandbox(id, market);
            Catalog catalog = CatalogFile.read(settings.catalog());
            Provider provider = Markets.provider(id, catalog);
            Address owner = payer(provider, settings.gateway());
            return balance(provider, Counter.terms(provider, catalog), owner, wire);
        }
    }

    /** Whose balance pays a seller: the wallet's, also through a gateway of this process, or the account of one elsewhere. */
    private Address payer(Provider provider, GatewaySettings gateway) {
        if (!(provider.protocol() instanceof Protocol.Xfour xfour)) {
            return source().known(warn).address();
        }
        if (xfour.isSandbox()) {
            throw new UsageException(
                    "seller `" + provider.id() + "` is paid with a gateway's play money, which lies on no"
                            + " chain and in no wallet; "
                            + (gateway.embedded()
                                    ? "`patron ledger statement` says what the treasury of this data directory holds"
                                    : "the gateway alone knows what it holds"));
        }
        if (gateway.embedded()) {
            return source().known(warn).address();
        }
        return gateway.remote()
                .flatMap(RemoteGatewaySettings::treasury)
                .orElseThrow(() -> new UsageException("seller `" + provider.id() + "` is paid by a gateway, and"
                        + " `gateway.remote.treasury` does not say from which account"));
    }

    private ObjectNode balance(Provider provider, NetworkTerms terms, Address owner, Wire wire) {
        Asset asset = provider.asset();
        RpcSettlements chain = Counter.chain(provider, terms, wire);
        Block block;
        Amount amount;
        try {
            block = chain.head(asset.network()).latest();
            amount = new Amount(asset, chain.balance(asset, owner, block));
        } catch (ChainException e) {
            throw new HouseException("the balance could not be read: " + e.getMessage(), e);
        }
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("address", Addresses.checksummed(owner));
        document.put("market", provider.id());
        document.put("simulated", provider.simulated());
        put(document, asset);
        document.put("balance", decimal(amount));
        document.put("units", amount.units().toString());
        document.putObject("block")
                .put("number", block.number())
                .put("time", block.time().toString());
        return document;
    }

    /** Whole tokens with all decimals of the asset. */
    static String decimal(Amount amount) {
        return new BigDecimal(amount.units(), amount.asset().decimals()).toPlainString();
    }

    @Override
    public ObjectNode probe(PlaceOptions common, Market market, List<Kind> kinds) {
        Settings settings = settings(common);
        String id = market.id().orElse(settings.market());
        try (Wire wire = new Wire()) {
            if (id.equals(Markets.SANDBOX)) {
                URI url = sandbox(market, wire, "`sandbox` has no address of its own");
                return new Probe(Markets.sandbox(url, manners), wire).ask(kinds);
            }
            refuseSandbox(id, market);
            return new Probe(Markets.provider(id, CatalogFile.read(settings.catalog())), wire).ask(kinds);
        }
    }

    private static URI sandbox(Market market, Wire wire, String why) {
        if (market.sandbox().isEmpty()) {
            throw new UsageException(why + "; name one that runs with `--sandbox URL` (`patron sandbox` starts one)");
        }
        URI url = Markets.elsewhere(market);
        new SandboxLink(wire, url).check();
        return url;
    }

    private static void refuseSandbox(String id, Market market) {
        if (market.sandbox().isPresent()) {
            throw new UsageException("`--sandbox` is for the seller `sandbox`, not `" + id + "`");
        }
    }

    @Override
    public ArrayNode checkup(PlaceOptions common) {
        return new Checkup(environment).run(common);
    }

    @Override
    public Path data(PlaceOptions common) {
        return new Places(environment).data(common, settings(common));
    }

    private Settings settings(PlaceOptions common) {
        return SettingsFile.read(new Places(environment).settings(common));
    }
}
