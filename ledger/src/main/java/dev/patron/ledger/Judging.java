package dev.patron.ledger;

import dev.patron.policy.Alternative;
import dev.patron.policy.Code;
import dev.patron.policy.Decision;
import dev.patron.policy.Finding;
import dev.patron.policy.Offer;
import dev.patron.policy.Policies;
import dev.patron.policy.PolicySet;
import dev.patron.policy.SpendRequest;
import dev.patron.policy.SpendState;
import dev.patron.policy.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One decision as a pure function of what is recorded of it: made once when it counts, and again when it is replayed.
 *
 * <p>Everything that goes in is bounded, so that a decision always fits an event: {@link #input} leaves out frozen
 * scopes that do not bear on the request and offers beyond {@value #OFFERS_BYTES_MOST} bytes, before anything is
 * decided; and what a rule measured is cut after {@value #MEASURED_CHARS_MOST} characters.
 */
final class Judging {
    private static final int OFFERS_MOST = 64;
    private static final int OFFERS_BYTES_MOST = 16_384;
    private static final int MEASURED_CHARS_MOST = 400;

    private Judging() {}

    /** Whether the clock has fallen behind what is recorded, by more than a decision may stand on. */
    enum Clock {
        RIGHT,
        BEHIND
    }

    /** What a decision is made of, besides the policy. */
    record Input(SpendRequest request, SpendState state, List<Offer> offers, Clock clock) {
        Input {
            offers = List.copyOf(offers);
        }
    }

    /** What was decided, under which policy (its digest), and from what. */
    record Made(String policy, Input input, Decision decision, Optional<Alternative> instead) {}

    /** What a command's decision is made of. */
    static Input input(SpendCommand command, SpendState state, Budgets.Locked locked) {
        return new Input(
                command.request(),
                bearing(state, command),
                fitting(command.offers()),
                locked.clockIsBehind() ? Clock.BEHIND : Clock.RIGHT);
    }

    static Made judge(PolicySet policy, Input input) {
        return judge(policy, policy.digest(), input);
    }

    /**
     * {@link #judge} for a policy whose digest is known.
     *
     * @param digest made from this policy
     */
    static Made judge(PolicySet policy, String digest, Input input) {
        Decision decision = cut(decide(policy, input));
        Optional<Alternative> instead = decision instanceof Decision.Deny
                ? Policies.nearest(policy, input.state(), input.request(), input.offers())
                : Optional.empty();
        return new Made(digest, input, decision, instead);
    }

    private static Decision decide(PolicySet policy, Input input) {
        Decision decision = Policies.decide(policy, input.state(), input.request());
        if (input.clock() == Clock.RIGHT) {
            return decision;
        }
        List<Finding> findings = new ArrayList<>(decision.findings());
        findings.add(new Finding(
                "clock",
                Verdict.DENY,
                Optional.of(Code.CLOCK_BEHIND),
                "the clock is more than 2 s behind " + input.state().at()
                        + "; correct it, or wait until it has caught up",
                Optional.empty()));
        return new Decision.Deny(findings);
    }

    private static Decision cut(Decision decision) {
        List<Finding> findings = decision.findings().stream()
                .map(finding -> new Finding(
                        finding.rule(),
                        finding.verdict(),
                        finding.code(),
                        Foreign.clip(finding.measured(), MEASURED_CHARS_MOST),
                        finding.numbers()))
                .toList();
        return switch (decision) {
            case Decision.Permit _ -> new Decision.Permit(findings);
            case Decision.Refer _ -> new Decision.Refer(findings);
            case Decision.Deny _ -> new Decision.Deny(findings);
        };
    }

    /** The state without frozen scopes that no rule could ask about. */
    private static SpendState bearing(SpendState state, SpendCommand command) {
        Set<String> scopes =
                new HashSet<>(Set.of("everything", "agent:" + command.request().agent()));
        scopes.add("provider:" + command.request().provider());
        command.offers().stream().limit(OFFERS_MOST).forEach(offer -> scopes.add("provider:" + offer.provider()));
        scopes.retainAll(state.frozen());
        return new SpendState(
                state.at(),
                state.tallies(),
                state.rolling(),
                state.recentPayments(),
                state.fundsUnits(),
                scopes,
                state.unresolved());
    }

    /** The first offers that an event has room for. */
    private static List<Offer> fitting(List<Offer> offers) {
        List<Offer> fitting = new ArrayList<>();
        int bytes = 0;
        for (Offer offer : offers) {
            bytes += Json.write(DecisionCodec.offer(offer)).getBytes(StandardCharsets.UTF_8).length + 1;
            if (fitting.size() == OFFERS_MOST || bytes > OFFERS_BYTES_MOST) {
                break;
            }
            fitting.add(offer);
        }
        return fitting;
    }
}
