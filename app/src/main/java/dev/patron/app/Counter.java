package dev.patron.app;

import dev.patron.cli.UsageException;
import dev.patron.evm.ChainAccess;
import dev.patron.evm.Finality;
import dev.patron.evm.KeyWallet;
import dev.patron.evm.RpcSettlements;
import dev.patron.evm.SandboxKey;
import dev.patron.ledger.Ledger;
import dev.patron.money.Amount;
import dev.patron.payment.Catalog;
import dev.patron.payment.Heads;
import dev.patron.payment.NetworkTerms;
import dev.patron.payment.Payments;
import dev.patron.payment.Provider;
import dev.patron.payment.Settlements;
import dev.patron.payment.Wallet;
import dev.patron.policy.PolicySet;
import dev.patron.purchase.GenerationSeller;
import dev.patron.wire.Loopback;
import dev.patron.wire.Wire;
import dev.patron.xgen.AssetFetcher;
import dev.patron.xgen.XgenSeller;
import java.math.BigInteger;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Where a session buys: a seller, what pays there, the chain that says what became of it, and how the seller is spoken to.
 *
 * <p>A seller of the catalogue is paid with the key of a {@link WalletSource}; the sandbox with a throw-away key of the data
 * directory, and a real key is never read for it. What {@code begins} does is done once the ledger has recovered, before anything is bought.
 */
record Counter(Provider provider, Wallet wallet, Settlements chain, Sellers sellers, Runnable begins) {
    private static final String PLENTY = "100";
    private static final String LITTLE = "50";

    /** Speaks to a seller on whichever terms are in force. */
    @FunctionalInterface
    interface Sellers {
        GenerationSeller seller(Provider terms, Wire wire, AssetFetcher assets);
    }

    Counter(Provider provider, Wallet wallet, Settlements chain) {
        this(provider, wallet, chain, XgenSeller::new);
    }

    Counter(Provider provider, Wallet wallet, Settlements chain, Sellers sellers) {
        this(provider, wallet, chain, sellers, () -> {});
    }

    /** The money path from this counter. */
    Payments payments(Ledger ledger, Supplier<PolicySet> policy, Environment environment) {
        Heads heads =
                new Heads(chain, environment.clock(), Set.of(provider.asset().network()));
        return new Payments(new Payments.Hands(
                ledger, wallet, chain, heads, policy, environment.durability(), environment.clock()));
    }

    /** The sandbox at an address. Make-believe money is topped up, so that a run never ends for want of it. */
    static Counter sandbox(URI url, Markets.Manners manners, DataDirectory data, Environment environment, Wire wire) {
        Provider provider = Markets.sandbox(url, manners);
        KeyWallet wallet = SandboxKey.wallet(data.resolve("wallet/sandbox.key"), environment.random());
        RpcSettlements chain = chain(provider, Markets.sandboxTerms(url), wire);
        BigInteger balance = chain.balance(
                provider.asset(),
                wallet.address(),
                chain.head(provider.asset().network()).latest());
        if (balance.compareTo(Amount.ofTokens(provider.asset(), LITTLE).units()) < 0) {
            new SandboxLink(wire, url)
                    .fund(
                            wallet.address(),
                            Amount.ofTokens(provider.asset(), PLENTY).units());
        }
        return new Counter(provider, wallet, chain);
    }

    /** A seller of the catalogue and the key that pays it, tested before anything is opened. */
    record Catalogued(Provider provider, NetworkTerms terms, KeyWallet wallet) {
        Counter open(Wire wire) {
            return new Counter(provider, wallet, chain(provider, terms, wire));
        }
    }

    /**
     * @param warn told of key files that others can read
     * @throws UsageException                        when there is no such seller, or no key pays it
     * @throws dev.patron.config.ConfigException when its entry mixes real money with the sandbox's
     */
    static Catalogued catalogued(String id, Catalog catalog, Environment environment, Consumer<String> warn) {
        Provider provider = Markets.provider(id, catalog);
        NetworkTerms terms = terms(provider, catalog);
        Payable.requireApart(provider, terms);
        WalletSource source = WalletSource.find(environment)
                .orElseThrow(() -> new UsageException("seller `" + id + "` is paid with a wallet's key, and `"
                        + WalletSource.WALLET + "` or `" + WalletSource.KEY + "` is not set; `patron wallet new FILE`"
                        + " makes a wallet; nothing was signed"));
        return new Catalogued(provider, terms, source.open(warn));
    }

    /** How the network is read on which a seller of the catalogue is paid. */
    static NetworkTerms terms(Provider provider, Catalog catalog) {
        return catalog.terms(provider.asset().network())
                .orElseThrow(() -> new UsageException("the network of seller `" + provider.id() + "` is not listed"));
    }

    /** The chain on which a seller is paid. */
    static RpcSettlements chain(Provider provider, NetworkTerms terms, Wire wire) {
        boolean local = terms.rpc().stream().allMatch(Loopback::names);
        Finality finality = Finality.of(terms.finality()).orElse(Finality.FINALIZED);
        if (finality != Finality.FINALIZED && !(local && Loopback.names(provider.baseUrl()))) {
            throw new UsageException("`finality: " + terms.finality() + "` is for loopback only");
        }
        return new RpcSettlements(List.of(new ChainAccess(provider.asset().network(), terms.rpc(), finality)), wire);
    }
}
