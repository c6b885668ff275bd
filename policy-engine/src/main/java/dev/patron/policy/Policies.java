package dev.patron.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The one act of this engine: may this be spent?
 *
 * <p>{@link #decide} is total and pure. Every rule is evaluated; deny beats refer beats permit; an empty set denies; a
 * rule that fails to evaluate denies. The same three arguments give the same answer for ever.
 */
public final class Policies {
    private static final int MOST_OFFERS = 64;

    private Policies() {}

    public static Decision decide(PolicySet policy, SpendState state, SpendRequest request) {
        return decide(policy.rulesFor(request), state, request);
    }

    static Decision decide(List<Rule> rules, SpendState state, SpendRequest request) {
        List<Finding> findings = new ArrayList<>();
        for (Rule rule : rules) {
            findings.add(checked(rule, state, request));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.deny("policy", Code.NO_POLICY, "no rule applies", Optional.empty()));
        }
        if (findings.stream().anyMatch(finding -> finding.verdict() == Verdict.DENY)) {
            return new Decision.Deny(findings);
        }
        return findings.stream().anyMatch(finding -> finding.verdict() == Verdict.REFER)
                ? new Decision.Refer(findings)
                : new Decision.Permit(findings);
    }

    /** Decides each request as though those permitted before it had been paid; one decision a request, in order. */
    public static List<Decision> decideInTurn(PolicySet policy, SpendState state, List<SpendRequest> requests) {
        List<Decision> decisions = new ArrayList<>();
        SpendState now = state;
        for (SpendRequest request : requests) {
            Decision decision = decide(policy, now, request);
            decisions.add(decision);
            if (decision instanceof Decision.Permit) {
                now = now.after(request);
            }
        }
        return decisions;
    }

    /**
     * The nearest thing that would be allowed in place of a denied request: an offer of the same kind, then any other
     * offer, dearest first within each, then the same request at a later time. Empty when nothing would be.
     *
     * @param offers what the catalogue sells; at most the first 64 are tried
     */
    public static Optional<Alternative> nearest(
            PolicySet policy, SpendState state, SpendRequest denied, List<Offer> offers) {
        Optional<Alternative> instead = offers.stream()
                .limit(MOST_OFFERS)
                .filter(offer -> !offer.equals(offerOf(denied)))
                .sorted(Comparator.comparing((Offer offer) -> !offer.kind().equals(denied.kind()))
                        .thenComparing(offer -> offer.amount().inUsd(), Comparator.reverseOrder())
                        .thenComparing(Offer::provider)
                        .thenComparing(Offer::model))
                .filter(offer -> decide(policy, state, denied.with(offer)) instanceof Decision.Permit)
                .findFirst()
                .map(Alternative.Instead::new);
        return instead.or(() -> later(decide(policy, state, denied)));
    }

    /** When every denying rule will have freed; empty if one of them never does by time alone. */
    private static Optional<Alternative> later(Decision decision) {
        if (!(decision instanceof Decision.Deny deny)) {
            return Optional.empty();
        }
        Instant latest = Instant.MIN;
        for (Finding finding : deny.denials()) {
            Optional<Instant> frees = finding.numbers().flatMap(Finding.Numbers::freesAt);
            if (frees.isEmpty()) {
                return Optional.empty();
            }
            latest = frees.get().isAfter(latest) ? frees.get() : latest;
        }
        return Optional.of(new Alternative.Later(latest));
    }

    private static Offer offerOf(SpendRequest request) {
        return new Offer(request.provider(), request.kind(), request.model(), request.payee(), request.amount());
    }

    private static Finding checked(Rule rule, SpendState state, SpendRequest request) {
        try {
            return rule.check(state, request);
        } catch (RuntimeException e) {
            String what = "the rule failed: " + e.getClass().getSimpleName();
            return Finding.deny(rule.name(), Code.RULE_ERROR, what, Optional.empty());
        }
    }
}
