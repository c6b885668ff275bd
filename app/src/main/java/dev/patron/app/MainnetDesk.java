package dev.patron.app;

import dev.patron.cli.UsageException;
import dev.patron.config.ConfigException;
import dev.patron.config.MainnetSettings;
import dev.patron.evm.ChainAccess;
import dev.patron.evm.EvmTreasury;
import dev.patron.evm.Finality;
import dev.patron.evm.KeyWallet;
import dev.patron.money.Asset;
import dev.patron.payment.Catalog;
import dev.patron.payment.NetworkTerms;
import dev.patron.sandbox.Sandbox;
import dev.patron.wire.Wire;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.InstantSource;
import java.util.function.Consumer;

/** What the gateway pays with on {@code mainnet}, if the settings say that it may. */
final class MainnetDesk {
    static final String NETWORK = "mainnet";
    private static final int COIN_DECIMALS = 18;

    private final Environment environment;
    private final Consumer<String> warn;

    MainnetDesk(Environment environment, Consumer<String> warn) {
        this.environment = environment;
        this.warn = warn;
    }

    /** An account and what it pays with, tested before anything is opened. */
    record Ready(MainnetSettings mainnet, Asset asset, NetworkTerms terms, KeyWallet wallet) {
        /** The treasury; its chain is not asked yet. */
        EvmTreasury open(Wire wire, InstantSource clock) {
            return new EvmTreasury(
                    new EvmTreasury.Manners(
                            NETWORK,
                            asset,
                            mainnet.gas().coin(),
                            mainnet.confirmations(),
                            units(mainnet.gas().perPayment()),
                            units(mainnet.gas().perDay()),
                            mainnet.gas().replaceAfter()),
                    wallet,
                    new ChainAccess(asset.network(), terms.rpc(), Finality.FINALIZED),
                    wire,
                    clock);
        }
    }

    /**
     * @throws ConfigException when the catalogue does not have what the settings name
     * @throws UsageException  when no key is set
     */
    Ready find(MainnetSettings mainnet, Catalog catalog) {
        Asset asset = asset(mainnet, catalog);
        NetworkTerms terms = catalog.terms(asset.network()).orElseThrow();
        if (!terms.finality().equals("finalized")) {
            throw new ConfigException(
                    "`gateway.mainnet` pays providers that the catalogue does not list, and the catalogue has"
                            + " `finality: " + terms.finality() + "` for `" + asset.network()
                            + "`; write finalized; nothing was signed");
        }
        WalletSource source = WalletSource.find(environment)
                .orElseThrow(() -> new UsageException("`gateway.mainnet` pays with a wallet's key, and `"
                        + WalletSource.WALLET + "` or `" + WalletSource.KEY + "` is not set; set one, or take"
                        + " `mainnet` out of the settings; nothing was signed"));
        return new Ready(mainnet, asset, terms, source.open(warn));
    }

    /** The asset that the settings name. */
    static Asset asset(MainnetSettings mainnet, Catalog catalog) {
        Asset asset = catalog.asset(mainnet.asset())
                .orElseThrow(() -> new ConfigException("`gateway.mainnet` pays with `" + mainnet.asset()
                        + "`, and the catalogue has no such asset; it has "
                        + String.join(", ", catalog.assets().keySet()) + "; nothing was signed"));
        boolean evm = asset.network().namespace().equals("eip155");
        if (!evm || asset.network().chainId() == Sandbox.CHAIN_ID) {
            throw new ConfigException("`gateway.mainnet` pays on EVM chains, and not on the sandbox's, where `"
                    + asset.symbol() + "` lives; nothing was signed");
        }
        return asset;
    }

    private static BigInteger units(String coins) {
        return new BigDecimal(coins).movePointRight(COIN_DECIMALS).toBigIntegerExact();
    }
}
