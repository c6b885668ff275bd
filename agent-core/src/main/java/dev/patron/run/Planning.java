package dev.patron.run;

import dev.patron.ledger.Ledger;
import dev.patron.ledger.SpendCommand;
import dev.patron.money.Usd;
import dev.patron.plan.Brief;
import dev.patron.plan.History;
import dev.patron.plan.ModelCalls;
import dev.patron.plan.Planner;
import dev.patron.plan.Shot;
import dev.patron.policy.Decision;
import dev.patron.policy.Policies;
import dev.patron.policy.PolicySet;
import dev.patron.policy.SpendRequest;
import dev.patron.policy.SpendState;
import dev.patron.purchase.GenerationSeller;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Prices and judges a brief without buying anything: there is no wallet in here, and nothing that could hold one. */
public final class Planning {
    private static final BigInteger ENOUGH = BigInteger.ONE.shiftLeft(200);
    private final Ledger ledger;
    private final AgentTerms terms;
    private final Planner planner;
    private final GenerationSeller seller;

    public Planning(Ledger ledger, AgentTerms terms, Planner planner, GenerationSeller seller) {
        this.ledger = ledger;
        this.terms = terms;
        this.planner = planner;
        this.seller = seller;
    }

    public PlanReport plan(Brief brief, PolicySet policy) {
        List<Shot> shots = new History(planner.next(brief, new History(List.of()), ModelCalls.unrecorded()).stream()
                        .map(move -> (History.Step) new History.Step.Moved(move))
                        .toList())
                .shots();
        Orders orders = new Orders(ledger.id(), terms.provider(), terms.agent());
        Orders.Envelope envelope = new Orders.Envelope("plan", brief.budget());
        List<SpendCommand> asked =
                shots.stream().map(shot -> orders.spend(envelope, shot, "")).toList();
        List<PlanReport.Judged> judged = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        Usd total = Usd.ZERO;
        if (shots.isEmpty()) {
            throw new RunException("the planner `" + planner.name() + "` proposed no shots");
        }
        SpendState state = state(asked.getFirst(), policy);
        for (int i = 0; i < shots.size(); i++) {
            SpendRequest request = asked.get(i).request();
            Decision decision = Policies.decide(policy, state, request);
            judged.add(new PlanReport.Judged(
                    shots.get(i),
                    request.usd(),
                    decision,
                    decision instanceof Decision.Deny
                            ? Policies.nearest(
                                    policy, state, request, asked.get(i).offers())
                            : Optional.empty()));
            if (decision instanceof Decision.Permit) {
                state = state.after(request);
                total = total.plus(request.usd());
            }
            warnings.addAll(warnings(shots.get(i)));
        }
        return new PlanReport(brief.title(), judged, total, warnings);
    }

    private List<String> warnings(Shot shot) {
        return seller.warnings(shot).stream()
                .map(warning -> shot.id() + ": " + warning)
                .toList();
    }

    /** The balance is judged only once the ledger knows a wallet; before that nothing could be said about it. */
    private SpendState state(SpendCommand first, PolicySet policy) {
        SpendState state = ledger.preview(first, policy);
        boolean known = ledger.reader().hasWallet(first.request().amount().asset());
        return known
                ? state
                : new SpendState(
                        state.at(),
                        state.tallies(),
                        state.rolling(),
                        state.recentPayments(),
                        ENOUGH,
                        state.frozen(),
                        state.unresolved());
    }
}
