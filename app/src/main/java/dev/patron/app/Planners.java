package dev.patron.app;

import dev.patron.cli.HouseException;
import dev.patron.cli.Market;
import dev.patron.cli.UsageException;
import dev.patron.config.Settings;
import dev.patron.money.Usd;
import dev.patron.payment.Provider;
import dev.patron.plan.Brief;
import dev.patron.plan.Kind;
import dev.patron.plan.Planner;
import dev.patron.planner.AutoPlanner;
import dev.patron.planner.LlmPlanner;
import dev.patron.planner.ModelAddress;
import dev.patron.planner.OpenAiHands;
import dev.patron.planner.OutlinePlanner;
import dev.patron.planner.Shop;
import dev.patron.run.Proposal;
import dev.patron.wire.Wire;
import dev.patron.xgen.AssetFetcher;
import dev.patron.xgen.Resolver;
import dev.patron.xgen.XgenSeller;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Which planner a command uses: the command line's, else the settings', else by what the environment names. */
final class Planners {
    private static final String OUTLINE = "outline";
    private static final String LLM = "llm";
    private static final String AUTO = "auto";

    private final Environment environment;
    private final Settings settings;
    private final String wanted;
    private final Optional<ModelAddress> address;

    private Planners(Environment environment, Settings settings, String wanted, Optional<ModelAddress> address) {
        this.environment = environment;
        this.settings = settings;
        this.wanted = wanted;
        this.address = address;
    }

    /**
     * Chooses, without asking anybody anything.
     *
     * @throws UsageException when there is no such planner, or the environment names no usable model for it
     */
    static Planners choose(Environment environment, Settings settings, Market market) {
        String wanted = market.planner().orElse(settings.planner());
        return switch (wanted) {
            case OUTLINE -> new Planners(environment, settings, wanted, Optional.empty());
            case AUTO -> new Planners(environment, settings, wanted, address(environment));
            case LLM -> {
                Optional<ModelAddress> address = address(environment);
                if (address.isEmpty()) {
                    throw new UsageException(
                            "the planner `llm` asks a model, and none is named: set `" + ModelAddress.KEY + "`, or `"
                                    + ModelAddress.BASE_URL + "` for a server that takes no key");
                }
                yield new Planners(environment, settings, wanted, address);
            }
            default -> throw new UsageException("no planner `" + wanted + "`; there are `outline`, `llm` and `auto`");
        };
    }

    private static Optional<ModelAddress> address(Environment environment) {
        try {
            return ModelAddress.of(environment::variable);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + "; nothing was bought");
        }
    }

    /** For people, where nobody named a planner: which one it is and why. */
    Optional<String> notice() {
        if (!wanted.equals(AUTO)) {
            return Optional.empty();
        }
        return Optional.of(address.map(known -> "planning with the model " + known)
                .orElse("planning with `outline`, which asks no model: neither `" + ModelAddress.KEY + "` nor `"
                        + ModelAddress.BASE_URL + "` is set"));
    }

    Planner planner(Provider provider, Wire wire) {
        if (address.isEmpty()) {
            return new OutlinePlanner(provider.menu());
        }
        Map<Kind, Usd> prices = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            provider.price(kind).ifPresent(price -> prices.put(kind, price.inUsd()));
        }
        LlmPlanner llm = LlmPlanner.openAi(
                new Shop(provider.menu(), prices),
                settings.llm(),
                address.get(),
                new OpenAiHands(wire, environment.clock(), environment.pause()));
        return wanted.equals(LLM) ? llm : new AutoPlanner(new OutlinePlanner(provider.menu()), llm);
    }

    /** What is proposed for a brief at a seller; nothing is asked of the seller. */
    Proposal propose(Provider provider, Brief brief) {
        try (Wire wire = new Wire();
                AssetFetcher assets = new AssetFetcher(provider, Resolver.SYSTEM)) {
            return Proposal.of(brief, planner(provider, wire), new XgenSeller(provider, wire, assets));
        } catch (IOException e) {
            throw new HouseException("something did not close: " + e.getMessage(), e);
        }
    }
}
