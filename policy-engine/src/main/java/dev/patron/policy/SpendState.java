package dev.patron.policy;

import dev.patron.money.Usd;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a decision needs to know, as the ledger read it under its locks.
 *
 * @param at             the time of the decision; never taken from a clock by a rule
 * @param tallies        what each window has used; a missing window is an error and denies
 * @param rolling        the agent's used buckets of the last 24 hours by their start, for saying when money frees
 * @param recentPayments times of the agent's reservations within the last minute
 * @param fundsUnits     atomic units of the request's asset in the wallet's account that are not reserved
 * @param frozen         scopes now frozen: {@code everything}, {@code agent:ID}, {@code provider:ID}
 * @param unresolved     whether another payment for the same shot is live or settled
 */
public record SpendState(
        Instant at,
        Map<Window, Tally> tallies,
        SortedMap<Instant, Usd> rolling,
        List<Instant> recentPayments,
        BigInteger fundsUnits,
        Set<String> frozen,
        boolean unresolved) {
    public SpendState {
        tallies = Map.copyOf(tallies);
        rolling = new TreeMap<>(rolling);
        recentPayments = recentPayments.stream().sorted().toList();
        frozen = Set.copyOf(frozen);
    }

    /**
     * @throws IllegalStateException when the ledger did not read this window
     */
    public Tally tally(Window window) {
        Tally tally = tallies.get(window);
        if (tally == null) {
            throw new IllegalStateException("the state lacks the window " + window);
        }
        return tally;
    }

    /**
     * The state after {@code request} has been paid, for judging a whole storyboard before any of it is bought. Its
     * price counts as spent, not as at risk, and makes no payment in the last minute: a run paces itself.
     */
    public SpendState after(SpendRequest request) {
        Map<Window, Tally> next = new EnumMap<>(Window.class);
        tallies.forEach((window, tally) -> next.put(window, tally.plus(new Tally(request.usd(), Usd.ZERO))));
        SortedMap<Instant, Usd> buckets = new TreeMap<>(rolling);
        buckets.merge(Window.bucketOf(at), request.usd(), Usd::plus);
        BigInteger funds = fundsUnits.subtract(request.amount().units()).max(BigInteger.ZERO);
        return new SpendState(at, next, buckets, new ArrayList<>(recentPayments), funds, frozen, unresolved);
    }
}
