package dev.patron.ledger;

import dev.patron.money.Asset;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Somebody who is told the books of a period, an event at a time. What it throws ends the reading; it is closed in any
 * case.
 */
public interface BookListener extends AutoCloseable {
    /**
     * What is known before the first event.
     *
     * @param assets every token of the ledger, by id
     * @param lines  every account over the period
     * @param first  when the period's first event was recorded; empty when there is none
     * @param last   when its last was
     */
    record Opening(List<Asset> assets, List<StatementLine> lines, Optional<Instant> first, Optional<Instant> last) {
        public Opening {
            assets = List.copyOf(assets);
            lines = List.copyOf(lines);
        }
    }

    /** The next event, in the order of its number. */
    void event(BookEvent event);

    /** All events have been told. */
    void end();

    @Override
    void close();
}
