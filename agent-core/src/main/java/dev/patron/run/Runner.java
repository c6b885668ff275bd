package dev.patron.run;

import dev.patron.ledger.DecisionRecord;
import dev.patron.ledger.FulfilmentState;
import dev.patron.ledger.IntentRecord;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.PaymentState;
import dev.patron.ledger.PlannedShot;
import dev.patron.ledger.RunRecord;
import dev.patron.ledger.SpendCommand;
import dev.patron.money.Usd;
import dev.patron.payment.Provider;
import dev.patron.plan.Brief;
import dev.patron.plan.Move;
import dev.patron.plan.Outcome;
import dev.patron.plan.PlannerException;
import dev.patron.plan.Shot;
import dev.patron.plan.Storyboard;
import dev.patron.policy.Code;
import dev.patron.purchase.ShotOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The loop of a run: moves that have no outcome yet are performed, and only when there are none is the planner asked.
 *
 * <p>Every answer of the planner is on disk before it is acted on and every outcome after, so a run that is taken up
 * again asks for nothing twice.
 */
final class Runner {
    private static final int PLANNER_CALLS_MOST = 24;

    private final AgentTerms terms;
    private final Agent.Hands hands;
    private final Ledger ledger;
    private final Workers workers;
    private final Predicate<String> cancelled;

    Runner(AgentTerms terms, Agent.Hands hands, Semaphore places, Predicate<String> cancelled) {
        this.terms = terms;
        this.hands = hands;
        this.ledger = hands.ledger();
        this.workers = new Workers(places, cancelled);
        this.cancelled = cancelled;
    }

    void carry(String run, Brief brief) {
        RunJournal journal = new RunJournal(ledger, run);
        for (int calls = 0; calls < PLANNER_CALLS_MOST; ) {
            List<Move> pending = journal.pending();
            if (!pending.isEmpty()) {
                perform(run, brief, journal, pending);
                if (cancelled.test(run) || Thread.currentThread().isInterrupted()) {
                    return;
                }
                continue;
            }
            if (journal.isFinished() || cancelled.test(run)) {
                return;
            }
            List<Move> moves = hands.planner().next(brief, journal.history(), journal::answered);
            calls++;
            refuseRepeats(journal, moves);
            journal.moved(moves);
        }
        throw new PlannerException("the planner `" + hands.planner().name() + "` was asked " + PLANNER_CALLS_MOST
                + " times without finishing; the run ends here");
    }

    /** A planner that asks again for exactly what was denied, under the same id or a new one, is not asked further. */
    private static void refuseRepeats(RunJournal journal, List<Move> moves) {
        if (moves.isEmpty()) {
            throw new PlannerException(Code.PLANNER_STUCK.name() + ": the planner made no move");
        }
        Map<String, Outcome> latest = journal.latest();
        List<Shot> denied = journal.history().shots().stream()
                .filter(shot -> latest.get(shot.id()) instanceof Outcome.Refused)
                .toList();
        for (Move move : moves) {
            String again =
                    switch (move) {
                        case Move.Generate(String shot) when latest.get(shot) instanceof Outcome.Refused -> shot;
                        case Move.Propose(var board) -> repeated(board, denied);
                        default -> "";
                    };
            if (!again.isEmpty()) {
                throw new PlannerException(Code.PLANNER_STUCK.name() + ": " + Code.PLANNER_STUCK.meaning() + ", `"
                        + again + "`; `patron resume` asks again, and with `--planner outline` ends the run");
            }
        }
    }

    private static String repeated(Storyboard board, List<Shot> denied) {
        return denied.stream()
                .filter(known -> board.shots().stream().anyMatch(known::asksTheSame))
                .map(Shot::id)
                .findFirst()
                .orElse("");
    }

    private void perform(String run, Brief brief, RunJournal journal, List<Move> pending) {
        Map<String, Shot> shots = journal.history().shots().stream()
                .collect(Collectors.toMap(Shot::id, Function.identity(), (first, _) -> first));
        List<Shot> proposed = new ArrayList<>();
        List<Callable<Outcome>> buying = new ArrayList<>();
        Orders.Envelope envelope = new Orders.Envelope(run, brief.budget());
        for (Move move : pending) {
            switch (move) {
                case Move.Propose(var board) -> proposed.addAll(board.shots());
                case Move.Generate(String shot) -> buying.add(() -> buy(envelope, known(shots, shot)));
                case Move.Retry(String shot) -> buying.add(() -> retry(envelope, known(shots, shot)));
                case Move.Finish _ -> {}
            }
        }
        if (!proposed.isEmpty()) {
            judge(envelope, proposed).forEach(journal::happened);
            return;
        }
        workers.carry(run, journal, buying);
    }

    private static Shot known(Map<String, Shot> shots, String id) {
        Shot shot = shots.get(id);
        if (shot == null) {
            throw new PlannerException("the planner asked for `" + id + "`, which no storyboard holds");
        }
        return shot;
    }

    /** Prices and judges shots together, before any of them is bought. */
    private List<Outcome> judge(Orders.Envelope envelope, List<Shot> shots) {
        Orders orders = orders(envelope.run(), terms.provider());
        List<Outcome> outcomes = new ArrayList<>();
        shots.stream().filter(shot -> !orders.sells(shot)).map(Runner::unsold).forEach(outcomes::add);
        List<Shot> sold = shots.stream().filter(orders::sells).toList();
        List<PlannedShot> planned = sold.stream()
                .map(shot -> orders.planned(shot, ledger.reader().salt(envelope.run(), shot.id())))
                .toList();
        List<SpendCommand> commands =
                sold.stream().map(shot -> orders.spend(envelope, shot, "")).toList();
        List<Long> decisions = ledger.judge(envelope.run(), planned, commands, hands.policy());
        Map<Long, DecisionRecord> made = ledger.reader().decisions(envelope.run()).stream()
                .collect(Collectors.toMap(DecisionRecord::id, Function.identity()));
        for (int i = 0; i < sold.size(); i++) {
            long id = decisions.get(i);
            Optional<DecisionRecord> decision = Optional.ofNullable(made.get(id));
            outcomes.add(
                    outcome(sold.get(i), decision.orElseThrow(() -> new IllegalStateException("no decision " + id))));
        }
        return outcomes;
    }

    /**
     * Whether only a rate or other money at risk is in the way, which is over in moments: such a shot is affordable, and
     * waits its turn when it is bought, where it is decided again.
     */
    private static boolean passes(DecisionRecord decision) {
        return switch (decision.code().map(Code::valueOf).orElse(Code.RULE_ERROR)) {
            case PAYMENT_RATE_LIMIT -> decision.freesAt().isPresent();
            case AT_RISK_LIMIT ->
                decision.limit()
                        .filter(most -> decision.usd().compareTo(most) <= 0)
                        .isPresent();
            default -> false;
        };
    }

    private static Outcome outcome(Shot shot, DecisionRecord decision) {
        if (decision.outcome().equals("PERMIT") || passes(decision)) {
            return new Outcome.Affordable(shot.id(), decision.usd());
        }
        return new Outcome.Refused(
                shot.id(),
                decision.code().map(Code::valueOf).orElse(Code.RULE_ERROR),
                decision.usd(),
                decision.remaining(),
                decision.freesAt());
    }

    private Outcome buy(Orders.Envelope envelope, Shot shot) {
        int attempt = ledger.reader().attempt(envelope.run(), shot.id());
        Optional<Outcome> late = late(envelope.run(), shot);
        if (late.isPresent()) {
            underWay(envelope, shot).ifPresent(order -> hands.purchasing().seeHome(order));
            return late.get();
        }
        return unpaid(envelope, shot).orElseGet(() -> pursue(envelope, shot, attempt));
    }

    /** Buys a shot; what the catalogue no longer sells is refused, and keeps no other shot from being bought. */
    private Outcome pursue(Orders.Envelope envelope, Shot shot, int attempt) {
        try {
            return hands.purchasing().pursue(() -> order(envelope, shot, attempt), terms.retriesMost());
        } catch (UnsoldException e) {
            return unsold(envelope, shot);
        }
    }

    private Outcome unsold(Orders.Envelope envelope, Shot shot) {
        Optional<IntentRecord> latest = latestAttempt(envelope.run(), shot.id());
        if (latest.filter(intent -> intent.payment().atRisk() || intent.payment() == PaymentState.SETTLED)
                .isPresent()) {
            return new Outcome.Outstanding(shot.id(), Usd.ZERO);
        }
        latest.filter(intent -> intent.payment().mayBeAskedAgain())
                .ifPresent(intent -> ledger.abandon(intent.id(), Code.NOT_SOLD, Code.NOT_SOLD.meaning()));
        return unsold(shot);
    }

    private static Outcome unsold(Shot shot) {
        return new Outcome.Refused(shot.id(), Code.NOT_SOLD, Usd.ZERO, Optional.empty(), Optional.empty());
    }

    /** The newest attempt at a shot, where it is paid for or may be and its goods may still come. */
    private Optional<ShotOrder> underWay(Orders.Envelope envelope, Shot shot) {
        return latestAttempt(envelope.run(), shot.id())
                .filter(Runner::isUnderWay)
                .flatMap(intent -> following(envelope, shot, intent));
    }

    /** What an attempt paid for is here, perhaps an earlier one's that came late: the shot is not bought again. */
    private Optional<Outcome> late(String run, Shot shot) {
        return ledger.reader().intents(run).stream()
                .filter(intent -> intent.shot().equals(shot.id()))
                .filter(intent ->
                        intent.payment() == PaymentState.SETTLED && intent.fulfilment() == FulfilmentState.DELIVERED)
                .findFirst()
                .flatMap(intent -> ledger.reader().reservation(intent.id()))
                .map(paid -> new Outcome.Delivered(shot.id(), paid.moved()));
    }

    /** Goods of a payment that died unused: they are here or may still come, and then nothing is bought. */
    private Optional<Outcome> unpaid(Orders.Envelope envelope, Shot shot) {
        return latestAttempt(envelope.run(), shot.id())
                .filter(intent ->
                        Set.of(PaymentState.EXPIRED, PaymentState.CANCELLED).contains(intent.payment()))
                .filter(intent -> Set.of(FulfilmentState.GENERATING, FulfilmentState.DELIVERED)
                        .contains(intent.fulfilment()))
                .flatMap(intent -> following(envelope, shot, intent))
                .map(order -> hands.purchasing().seeHome(order))
                .filter(Outcome.Delivered.class::isInstance);
    }

    /** Raises the attempt where a retry is allowed; whatever it then stands at is what the purchase says. */
    private Outcome retry(Orders.Envelope envelope, Shot shot) {
        latestAttempt(envelope.run(), shot.id())
                .filter(_ -> late(envelope.run(), shot).isEmpty())
                .filter(intent -> intent.attempt() == ledger.reader().attempt(envelope.run(), shot.id()))
                .ifPresent(intent -> ledger.allowRetry(intent.id(), terms.retriesMost()));
        return buy(envelope, shot);
    }

    private Optional<IntentRecord> latestAttempt(String run, String shot) {
        return ledger.reader().intents(run).stream()
                .filter(intent -> intent.shot().equals(shot))
                .reduce((_, second) -> second);
    }

    /** A run is bought for the agent that began it, whoever takes it up. */
    private Orders orders(String run, Provider provider) {
        String agent = ledger.reader().run(run).map(RunRecord::agent).orElse(terms.agent());
        return new Orders(ledger.id(), provider, agent);
    }

    /** Prepares a run that is taken up again: what is outstanding is looked at, and what was refused is offered anew. */
    void takeUp(String run, Optional<Brief> brief) {
        if (brief.isEmpty()) {
            return;
        }
        Orders.Envelope envelope = new Orders.Envelope(run, brief.get().budget());
        RunJournal journal = new RunJournal(ledger, run);
        Map<String, Outcome> latest = journal.latest();
        List<Shot> refused = new ArrayList<>();
        List<Move> again = new ArrayList<>();
        for (Shot shot : journal.history().shots()) {
            Outcome outcome = latest.get(shot.id());
            owed(envelope, shot);
            boolean here = late(run, shot).isPresent();
            if (outcome instanceof Outcome.Delivered) {
                underWay(envelope, shot).ifPresent(_ -> again.add(new Move.Generate(shot.id())));
            } else if (outcome instanceof Outcome.Refused && !here) {
                refused.add(shot);
            } else if (outcome instanceof Outcome.Refused
                    || outcome instanceof Outcome.Outstanding
                    || outcome instanceof Outcome.Failed) {
                if (!here && isDead(run, shot)) {
                    refused.add(shot);
                } else {
                    again.add(new Move.Generate(shot.id()));
                }
            }
        }
        if (!refused.isEmpty()) {
            for (Outcome outcome : judge(envelope, refused)) {
                journal.happened(outcome);
                if (outcome instanceof Outcome.Affordable) {
                    again.add(new Move.Generate(outcome.shot()));
                }
            }
        }
        if (!again.isEmpty()) {
            journal.moved(again);
        }
    }

    /** Follows what was bought for a run that is not to go on, and begins nothing. */
    void seeHome(String run, Brief brief) {
        RunJournal journal = new RunJournal(ledger, run);
        Orders.Envelope envelope = new Orders.Envelope(run, brief.budget());
        List<Callable<Outcome>> following = new ArrayList<>();
        for (Shot shot : journal.history().shots()) {
            owed(envelope, shot);
            underWay(envelope, shot)
                    .ifPresent(order -> following.add(() -> hands.purchasing().seeHome(order)));
        }
        workers.carry(run, journal, following);
    }

    private static boolean isUnderWay(IntentRecord intent) {
        boolean paid = intent.payment().atRisk() || intent.payment() == PaymentState.SETTLED;
        return intent.fulfilment() == FulfilmentState.GENERATING
                || (paid && intent.fulfilment() == FulfilmentState.NONE);
    }

    private ShotOrder order(Orders.Envelope envelope, Shot shot, int attempt) {
        Orders.Pins pins = new Orders.Pins(
                hands.payments().wallet().address(), hands.payments().wallet()::nonce);
        Trade trade = terms.trade().get();
        try {
            return orders(envelope.run(), trade.provider())
                    .order(envelope, shot, attempt, new Orders.Making(pins, trade.seller()));
        } catch (RunException | IllegalArgumentException e) {
            throw new UnsoldException(e);
        }
    }

    /**
     * What it takes to ask after a purchase; empty where the catalogue no longer sells such a thing. It is asked after
     * once it does again, and keeps no other shot from being looked at.
     */
    private Optional<ShotOrder> following(Orders.Envelope envelope, Shot shot, IntentRecord intent) {
        try {
            return Optional.of(order(envelope, shot, intent.attempt()));
        } catch (UnsoldException e) {
            return Optional.empty();
        }
    }

    /** Whether the last payment for a shot died unused and brought nothing, so that the shot may be offered again. */
    private boolean isDead(String run, Shot shot) {
        return latestAttempt(run, shot.id())
                .filter(intent ->
                        intent.payment() == PaymentState.EXPIRED || intent.payment() == PaymentState.CANCELLED)
                .filter(intent -> intent.fulfilment() != FulfilmentState.DELIVERED)
                .isPresent();
    }

    /** Goods that are owed may have come in the meantime. */
    private void owed(Orders.Envelope envelope, Shot shot) {
        latestAttempt(envelope.run(), shot.id())
                .filter(intent ->
                        Set.of(PaymentState.UNKNOWN, PaymentState.SETTLED).contains(intent.payment()))
                .ifPresent(hands.payments()::resolve);
        askAfter(envelope, shot);
    }

    /** Asks after the goods of every attempt at a shot, unless its claim has ended. */
    private void askAfter(Orders.Envelope envelope, Shot shot) {
        Set<String> ended = ledger.reader().claims(Optional.of(envelope.run())).stream()
                .filter(claim -> Set.of("DELIVERED", "REFUNDED", "WRITTEN_OFF").contains(claim.state()))
                .flatMap(claim -> claim.intent().stream())
                .collect(Collectors.toSet());
        ledger.reader().intents(envelope.run()).stream()
                .filter(intent -> intent.shot().equals(shot.id()) && !ended.contains(intent.id()))
                .forEach(intent -> following(envelope, shot, intent)
                        .ifPresent(order -> hands.purchasing().lookAgain(order)));
    }
}
