package dev.patron.run;

import dev.patron.payment.Provider;
import java.util.function.Supplier;

/**
 * How an agent works.
 *
 * @param agent       whose policy applies
 * @param trade       the market it buys at, on the terms in force: they may change between two purchases, its id, asset
 *     and place never
 * @param concurrency shots bought at once, over all its runs
 * @param retriesMost further purchases for a shot whose paid generation failed
 */
public record AgentTerms(String agent, Supplier<Trade> trade, int concurrency, int retriesMost) {
    Provider provider() {
        return trade.get().provider();
    }
}
