package dev.patron.policy;

import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.money.Payee;
import dev.patron.money.Usd;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A policy, a state and a request that permit one image for 0.05; tests change one thing at a time. */
record Case(PolicySet policy, SpendState state, SpendRequest request) {
    static final ZoneId ZONE = ZoneId.of("UTC");
    static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
    static final Network NETWORK = Network.parse("eip155:8453");
    static final Address PAYEE = new Address("0x00000000000000000000000000000000000000aa");
    static final Asset USDC =
            new Asset("USDC", NETWORK, new Address("0x00000000000000000000000000000000000000bb"), 6, Usd.parse("1"));

    static Case permitted() {
        return new Case(set(workspace(), agent()), idle(), ask("0.05"));
    }

    static WorkspacePolicy workspace() {
        return new WorkspacePolicy(most("10"), most("100"), most("1000"), most("5"));
    }

    static AgentPolicy agent() {
        return new AgentPolicy(
                true,
                most("0.25"),
                most("1"),
                most("2"),
                most("0.50"),
                most("0.75"),
                10,
                only("xgen"),
                only("image", "video"),
                only("still", "film", "fine"));
    }

    static PolicySet set(WorkspacePolicy workspace, AgentPolicy agent) {
        return new PolicySet(ZONE, workspace, new TreeMap<>(Map.of("painter", agent)));
    }

    static SpendState idle() {
        return new SpendState(
                NOON,
                everyWindow(Tally.NONE),
                new TreeMap<>(),
                List.of(),
                BigInteger.valueOf(1_000_000_000L),
                Set.of(),
                false);
    }

    static Map<Window, Tally> everyWindow(Tally tally) {
        Map<Window, Tally> tallies = new EnumMap<>(Window.class);
        for (Window window : Window.values()) {
            tallies.put(window, tally);
        }
        return tallies;
    }

    static SpendRequest ask(String usd) {
        return new SpendRequest(
                "painter", "run-1", "shot-01", "xgen", "image", "still", payee(), tokens(usd), Optional.empty());
    }

    static Payee payee() {
        return new Payee(NETWORK, PAYEE);
    }

    static Amount tokens(String decimal) {
        return Amount.ofTokens(USDC, decimal);
    }

    static Offer offer(String kind, String model, String usd) {
        return new Offer("xgen", kind, model, payee(), tokens(usd));
    }

    static Limit most(String usd) {
        return Limit.of(Usd.parse(usd));
    }

    static Allowed only(String... names) {
        return new Allowed.Only(Set.of(names));
    }

    static Tally tally(String spent, String reserved) {
        return new Tally(Usd.parse(spent), Usd.parse(reserved));
    }

    Case with(WorkspacePolicy workspace) {
        return new Case(new PolicySet(policy.zone(), workspace, policy.agents()), state, request);
    }

    Case with(AgentPolicy agent) {
        return new Case(set(policy.workspace(), agent), state, request);
    }

    Case with(SpendState changed) {
        return new Case(policy, changed, request);
    }

    Case with(SpendRequest changed) {
        return new Case(policy, state, changed);
    }

    Case asking(String usd) {
        return with(ask(usd));
    }

    Case used(Window window, Tally tally) {
        Map<Window, Tally> tallies = new EnumMap<>(state.tallies());
        tallies.put(window, tally);
        return with(new SpendState(
                state.at(),
                tallies,
                state.rolling(),
                state.recentPayments(),
                state.fundsUnits(),
                state.frozen(),
                state.unresolved()));
    }

    Case rolling(SortedMap<Instant, Usd> buckets) {
        return with(new SpendState(
                state.at(),
                state.tallies(),
                buckets,
                state.recentPayments(),
                state.fundsUnits(),
                state.frozen(),
                state.unresolved()));
    }

    Case recent(List<Instant> payments) {
        return with(new SpendState(
                state.at(),
                state.tallies(),
                state.rolling(),
                payments,
                state.fundsUnits(),
                state.frozen(),
                state.unresolved()));
    }

    Case funds(long units) {
        return with(new SpendState(
                state.at(),
                state.tallies(),
                state.rolling(),
                state.recentPayments(),
                BigInteger.valueOf(units),
                state.frozen(),
                state.unresolved()));
    }

    Case frozen(String scope) {
        return with(new SpendState(
                state.at(),
                state.tallies(),
                state.rolling(),
                state.recentPayments(),
                state.fundsUnits(),
                Set.of(scope),
                state.unresolved()));
    }

    Case unresolved() {
        return with(new SpendState(
                state.at(),
                state.tallies(),
                state.rolling(),
                state.recentPayments(),
                state.fundsUnits(),
                state.frozen(),
                true));
    }

    Decision decide() {
        return Policies.decide(policy, state, request);
    }
}
