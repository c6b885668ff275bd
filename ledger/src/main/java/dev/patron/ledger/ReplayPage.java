package dev.patron.ledger;

import java.util.List;

/**
 * What deciding a stretch of recorded decisions again has shown.
 *
 * @param through     the newest event that this replay reads, as the first page found it
 * @param next        the event to go on after; {@code through} when all is done
 * @param events      how many events the stretch has
 * @param decisions   how many decisions of it were made again
 * @param older       how many were recorded before all their input was, and so cannot be made again
 * @param differences how many decisions differ from what is recorded
 * @param first       the first differences in words, each naming its event; the earliest first
 */
public record ReplayPage(
        long through, long next, long events, long decisions, long older, long differences, List<String> first) {
    public ReplayPage {
        first = List.copyOf(first);
    }
}
