package dev.patron.app;

import dev.patron.cli.Market;
import dev.patron.cli.UsageException;
import dev.patron.config.GatewaySettings;
import dev.patron.ledger.Ledger;
import dev.patron.payment.Catalog;
import dev.patron.payment.Protocol;
import dev.patron.payment.Provider;
import dev.patron.policy.PolicySet;
import dev.patron.sandbox.Sandbox;
import dev.patron.sandbox.SandboxSettings;
import dev.patron.wire.Wire;
import java.net.URI;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Finds where a session buys: the sandbox, or a seller of the catalogue with the wallet that pays there. */
final class Counters {
    private final Environment environment;
    private final Markets.Manners manners;
    private final Consumer<String> warn;

    /**
     * @param warn told of key files that others can read
     */
    Counters(Environment environment, Markets.Manners manners, Consumer<String> warn) {
        this.environment = environment;
        this.manners = manners;
        this.warn = warn;
    }

    /** A counter that was found, opened once the data directory is taken and a wire is there to speak through. */
    @FunctionalInterface
    interface Found {
        Counter open(Opening opening);
    }

    /**
     * What a counter is opened with.
     *
     * @param opened what is begun for the counter is added, to be closed with the session
     */
    record Opening(
            DataDirectory data, Ledger ledger, Supplier<PolicySet> policy, Wire wire, Deque<AutoCloseable> opened) {}

    /**
     * Looks at all that can be told without the data directory and without asking anybody.
     *
     * @throws UsageException                        when there is no such seller, or no key pays it
     * @throws dev.patron.config.ConfigException when the catalogue lets nothing be paid there
     */
    Found find(String id, Catalog catalog, Market market, GatewaySettings gateway) {
        if (id.equals(Markets.SANDBOX)) {
            return opening -> Counter.sandbox(
                    address(market, opening.data(), opening.wire(), opening.opened()),
                    manners,
                    opening.data(),
                    environment,
                    opening.wire());
        }
        if (market.sandbox().isPresent() || !market.faults().isEmpty()) {
            throw new UsageException(
                    "`--sandbox` and `--sandbox-fault` are for the seller `sandbox`, not `" + id + "`");
        }
        Provider named = Markets.provider(id, catalog);
        if (named.protocol() instanceof Protocol.Xfour xfour && gateway.embedded()) {
            return new EmbeddedCounter(environment, warn).find(named, xfour, catalog, gateway)::open;
        }
        if (named.protocol() instanceof Protocol.Xfour xfour) {
            GatewayCounter.Ready ready =
                    new GatewayCounter(environment, warn).find(named, xfour, catalog, gateway.remote());
            return opening -> ready.open(opening.data(), environment, opening.wire());
        }
        Counter.Catalogued seller = Counter.catalogued(id, catalog, environment, warn);
        return opening -> seller.open(opening.wire());
    }

    /** The sandbox's address: one that runs elsewhere, or one begun here in the data directory. */
    private URI address(Market market, DataDirectory data, Wire wire, Deque<AutoCloseable> opened) {
        if (market.sandbox().isPresent()) {
            if (!market.faults().isEmpty()) {
                throw new UsageException("`--sandbox-fault` is for the sandbox in this process; give the other one"
                        + " its faults with `patron sandbox --fault`");
            }
            URI url = Markets.elsewhere(market);
            new SandboxLink(wire, url).check();
            return url;
        }
        SandboxSettings settings = SandboxSettings.defaults(data.resolve("sandbox"), environment.clock());
        Sandbox begun = StandaloneSandbox.open(settings.withFaults(market.faults()));
        opened.push(begun);
        return begun.url();
    }
}
