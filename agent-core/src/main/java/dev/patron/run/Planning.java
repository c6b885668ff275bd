package dev.patron.run;

import dev.patron.ledger.Ledger;
import dev.patron.ledger.SpendCommand;
import dev.patron.money.Usd;
import dev.patron.payment.Provider;
import dev.patron.plan.Shot;
import dev.patron.policy.Decision;
import dev.patron.policy.Policies;
import dev.patron.policy.PolicySet;
import dev.patron.policy.SpendRequest;
import dev.patron.policy.SpendState;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Prices and judges a storyboard without buying anything: there is no wallet in here, and no planner either. */
public final class Planning {
    private static final BigInteger ENOUGH = BigInteger.ONE.shiftLeft(200);

    private final Ledger ledger;
    private final Provider provider;
    private final String agent;

    public Planning(Ledger ledger, Provider provider, String agent) {
        this.ledger = ledger;
        this.provider = provider;
        this.agent = agent;
    }

    /**
     * What the policy says to each shot, were they bought in this order now.
     *
     * @param shots  at least one
     * @param budget the brief's own
     */
    public PlanReport judge(List<Shot> shots, Optional<Usd> budget, PolicySet policy) {
        Orders orders = new Orders(ledger.id(), provider, agent);
        Orders.Envelope envelope = new Orders.Envelope("plan", budget);
        List<SpendCommand> asked =
                shots.stream().map(shot -> orders.spend(envelope, shot, "")).toList();
        List<PlanReport.Judged> judged = new ArrayList<>();
        Usd total = Usd.ZERO;
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
        }
        return new PlanReport(judged, total);
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
