package dev.patron.app;

import dev.patron.config.WatchedSeller;
import dev.patron.payment.Provider;
import dev.patron.plan.Brief;
import dev.patron.plan.History;
import dev.patron.plan.ModelCalls;
import dev.patron.plan.Move;
import dev.patron.plan.Planner;
import dev.patron.purchase.GenerationSeller;
import dev.patron.run.Trade;
import dev.patron.wire.Wire;
import dev.patron.xgen.AssetFetcher;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The market of a session on the terms in force. The sandbox's never change; a seller of the catalogue is dealt with as
 * the file pins it when a purchase is begun. Safe for use by many threads.
 */
final class LiveTrade implements Supplier<Trade> {
    private final Supplier<Provider> terms;
    private final Hands hands;
    private Optional<Trade> last = Optional.empty();

    private LiveTrade(Supplier<Provider> terms, Hands hands) {
        this.terms = terms;
        this.hands = hands;
    }

    /** What sellers are spoken to with. */
    record Hands(Wire wire, AssetFetcher assets, Counter.Sellers sellers) {
        private GenerationSeller seller(Provider terms) {
            return sellers.seller(terms, wire, assets.under(terms));
        }
    }

    /**
     * @param begun the terms that the session was opened with
     * @param warn  told of changes of the catalogue that cannot be followed
     */
    static LiveTrade of(Provider begun, Path catalog, Hands hands, Consumer<String> warn) {
        Supplier<Provider> terms = begun.id().equals(Markets.SANDBOX)
                ? () -> begun
                : new WatchedSeller(catalog, begun, Payable::requireApart, warn)::current;
        return new LiveTrade(terms, hands);
    }

    @Override
    public synchronized Trade get() {
        Provider now = terms.get();
        Trade trade =
                last.filter(known -> known.provider().equals(now)).orElseGet(() -> new Trade(now, hands.seller(now)));
        last = Optional.of(trade);
        return trade;
    }

    /** A planner that is told the models and prices in force each time it is asked. */
    Planner planner(Planners planners) {
        String name = planners.planner(get().provider(), hands.wire()).name();
        return new Planner() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<Move> next(Brief brief, History history, ModelCalls calls) {
                return planners.planner(get().provider(), hands.wire()).next(brief, history, calls);
            }
        };
    }
}
