package dev.patron.ledger;

import dev.patron.money.Usd;
import java.time.Instant;
import java.util.Optional;

/**
 * A run as recorded.
 *
 * @param out    the delivery folder; empty when the run was erased or its key is lost
 * @param status {@code running}, {@code delivered}, {@code partial}, {@code refused}, {@code waiting}, {@code failed} or
 *     {@code cancelled}
 */
public record RunRecord(
        String id,
        String briefDigest,
        String market,
        boolean simulated,
        String agent,
        String planner,
        Optional<Usd> budget,
        boolean keyed,
        String out,
        String status,
        Instant openedAt,
        Optional<Instant> endedAt) {
    /** The same run, ended. */
    public RunRecord ended(String how, Instant at) {
        return new RunRecord(
                id, briefDigest, market, simulated, agent, planner, budget, keyed, out, how, openedAt, Optional.of(at));
    }

    /** Whether it is the tab of an agent, whose line items are invoices. */
    public boolean isTab() {
        return planner.equals(Tabs.PLANNER);
    }

    /** A run is unfinished until it is delivered or cancelled. */
    public boolean isUnfinished() {
        return !status.equals("delivered") && !status.equals("cancelled");
    }
}
