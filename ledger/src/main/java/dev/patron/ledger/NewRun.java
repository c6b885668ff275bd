package dev.patron.ledger;

import dev.patron.money.Usd;
import java.util.Optional;

/**
 * A run that begins.
 *
 * @param id     32 hexadecimal digits
 * @param keyed  whether its id comes from a name that a caller chose
 * @param budget the brief's own budget
 * @param out    the delivery folder
 */
public record NewRun(
        String id,
        String briefDigest,
        String market,
        boolean simulated,
        String agent,
        String planner,
        Optional<Usd> budget,
        boolean keyed,
        String out) {
    NewRun to(String folder) {
        return new NewRun(id, briefDigest, market, simulated, agent, planner, budget, keyed, folder);
    }
}
