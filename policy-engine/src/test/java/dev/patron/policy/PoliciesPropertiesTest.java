package dev.patron.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.money.Amount;
import dev.patron.money.Usd;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What holds for every policy, state and request; a failure names the seed that shows it. */
class PoliciesPropertiesTest {
    private static final int CASES = 2_000;

    @Test
    void strictnessOnlyEverDenies() {
        int permitted = 0;
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            Case at = random(random);
            Case stricter = stricter(random, at);
            boolean before = at.decide() instanceof Decision.Permit;
            boolean after = stricter.decide() instanceof Decision.Permit;
            permitted += before ? 1 : 0;
            assertTrue(before || !after, "seed " + seed + ": spending more or lowering a limit made room");
        }
        assertTrue(permitted > CASES / 20 && permitted < CASES * 19 / 20, "both outcomes occur: " + permitted);
    }

    @Test
    void theSameQuestionHasTheSameAnswer() {
        for (int seed = 0; seed < CASES; seed++) {
            Case once = random(new Random(seed));
            Case again = random(new Random(seed));
            assertEquals(once.decide(), again.decide(), "seed " + seed);
            assertEquals(once.policy().digest(), again.policy().digest(), "seed " + seed);
        }
    }

    @Test
    void theOrderOfRulesDecidesNothing() {
        for (int seed = 0; seed < CASES; seed++) {
            Case at = random(new Random(seed));
            List<Rule> rules = new ArrayList<>(at.policy().rulesFor(at.request()));
            Collections.shuffle(rules, new Random(seed));
            Decision shuffled = Policies.decide(rules, at.state(), at.request());
            Decision straight = at.decide();
            assertEquals(straight.getClass(), shuffled.getClass(), "seed " + seed);
            assertEquals(Set.copyOf(straight.findings()), Set.copyOf(shuffled.findings()), "seed " + seed);
            if (straight instanceof Decision.Deny deny && shuffled instanceof Decision.Deny other) {
                assertEquals(deny.code(), other.code(), "seed " + seed);
            }
        }
    }

    @Test
    void whatIsPermittedFitsUnderEveryCeiling() {
        for (int seed = 0; seed < CASES; seed++) {
            Case at = random(new Random(seed));
            if (at.decide() instanceof Decision.Permit) {
                SpendState paid = at.state().after(at.request());
                at.policy()
                        .ceilings(at.request())
                        .forEach((window, most) -> assertTrue(
                                !paid.tally(window).used().isMoreThan(most), window + " is over its ceiling"));
            }
        }
    }

    @Test
    void whatIsOfferedInsteadWouldBePermitted() {
        int offered = 0;
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            Case at = random(random);
            List<Offer> offers = List.of(
                    Case.offer("image", "still", "0.05"),
                    Case.offer("image", "fine", "0.000001"),
                    Case.offer("video", "film", "0.25"));
            Optional<Alternative> instead = Policies.nearest(at.policy(), at.state(), at.request(), offers);
            if (instead.orElse(null) instanceof Alternative.Instead(Offer offer)) {
                offered++;
                SpendRequest other = at.request().with(offer);
                assertTrue(at.with(other).decide() instanceof Decision.Permit, "seed " + seed);
            }
        }
        assertTrue(offered > CASES / 20, "alternatives occur: " + offered);
    }

    private static Case random(Random random) {
        AgentPolicy agent = new AgentPolicy(
                random.nextInt(20) > 0,
                limit(random),
                limit(random),
                limit(random),
                limit(random),
                limit(random),
                random.nextInt(6),
                names(random, "xgen"),
                names(random, "image"),
                names(random, "still"));
        WorkspacePolicy workspace = new WorkspacePolicy(limit(random), limit(random), limit(random), limit(random));
        Map<Window, Tally> tallies = new EnumMap<>(Window.class);
        for (Window window : Window.values()) {
            tallies.put(window, new Tally(usd(random, 300_000), usd(random, 200_000)));
        }
        SortedMap<Instant, Usd> rolling = new TreeMap<>();
        List<Instant> recent = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            rolling.merge(
                    Window.bucketOf(Case.NOON.minusSeconds(random.nextInt(86_400))), usd(random, 100_000), Usd::plus);
            recent.add(Case.NOON.minusSeconds(random.nextInt(60)));
        }
        Set<String> frozen = random.nextInt(20) == 0 ? Set.of("agent:painter") : Set.of();
        SpendState state = new SpendState(
                Case.NOON,
                tallies,
                rolling,
                recent,
                BigInteger.valueOf(random.nextInt(3_000_000)),
                frozen,
                random.nextInt(20) == 0);
        SpendRequest ask = Case.ask("0.05");
        SpendRequest request = new SpendRequest(
                "painter",
                ask.run(),
                ask.lineItem(),
                ask.provider(),
                ask.kind(),
                ask.model(),
                ask.payee(),
                new Amount(Case.USDC, BigInteger.valueOf(random.nextInt(200_000))),
                random.nextInt(3) == 0 ? Optional.of(usd(random, 2_000_000)) : Optional.empty());
        return new Case(Case.set(workspace, agent), state, request);
    }

    private static Limit limit(Random random) {
        return random.nextInt(4) == 0 ? Limit.unlimited() : Limit.of(usd(random, 4_000_000));
    }

    private static Allowed names(Random random, String name) {
        return random.nextInt(2) == 0 ? new Allowed.Any() : Case.only(random.nextInt(12) == 0 ? "other" : name);
    }

    private static Usd usd(Random random, int most) {
        return Usd.ofMicros(random.nextInt(most));
    }

    /** Adds spending or takes away permission, in one random place. */
    private static Case stricter(Random random, Case at) {
        List<Window> windows = List.of(Window.values());
        Window window = windows.get(random.nextInt(windows.size()));
        AgentPolicy agent = at.policy().agents().sequencedValues().getFirst();
        WorkspacePolicy workspace = at.policy().workspace();
        return switch (random.nextInt(6)) {
            case 0 -> at.used(window, at.state().tally(window).plus(new Tally(usd(random, 100_000), Usd.ZERO)));
            case 1 -> at.used(window, at.state().tally(window).plus(new Tally(Usd.ZERO, usd(random, 100_000))));
            case 2 -> at.frozen("provider:xgen");
            case 3 -> {
                List<Instant> more = new ArrayList<>(at.state().recentPayments());
                more.add(Case.NOON);
                yield at.recent(more);
            }
            case 4 ->
                at.with(new WorkspacePolicy(
                        workspace.daily().min(limit(random)),
                                workspace.monthly().min(limit(random)),
                        workspace.total().min(limit(random)), workspace.atRisk().min(limit(random))));
            default ->
                at.with(new AgentPolicy(
                        agent.enabled(),
                        agent.perRequest().min(limit(random)),
                        agent.daily().min(limit(random)),
                        agent.rolling24h().min(limit(random)),
                        agent.perBrief().min(limit(random)),
                        agent.atRisk().min(limit(random)),
                        Math.min(agent.paymentsPerMinute(), random.nextInt(6)),
                        agent.providers(),
                        agent.kinds(),
                        agent.models()));
        };
    }
}
