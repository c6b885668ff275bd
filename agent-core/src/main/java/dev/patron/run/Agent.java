package dev.patron.run;

import dev.patron.ledger.Digests;
import dev.patron.ledger.Durability;
import dev.patron.ledger.DurablePoint;
import dev.patron.ledger.FulfilmentState;
import dev.patron.ledger.IntentRecord;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.NewIntent;
import dev.patron.ledger.NewRun;
import dev.patron.ledger.PaymentState;
import dev.patron.ledger.PlannedShot;
import dev.patron.ledger.RunRecord;
import dev.patron.ledger.SpendCommand;
import dev.patron.money.Amount;
import dev.patron.money.Payee;
import dev.patron.payment.ChainHead;
import dev.patron.payment.Matching;
import dev.patron.payment.Payments;
import dev.patron.payment.Provider;
import dev.patron.payment.Settlements;
import dev.patron.payment.Wallet;
import dev.patron.plan.Brief;
import dev.patron.plan.Planner;
import dev.patron.policy.PolicySet;
import dev.patron.policy.SpendRequest;
import dev.patron.purchase.Purchasing;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Carries briefs to delivery: begins runs, takes them up again, and reports on them.
 *
 * <p>{@link #start} must have returned before anything is bought. Several runs may go on at once, from any threads;
 * they share one bound on how many shots are bought at a time, one wallet and one set of budgets.
 */
public final class Agent {
    private static final Duration SIGNATURES_DIE = Duration.ofMinutes(5);
    private static final String NEW_RUNS = "new-runs";
    private static final int ATTEMPTS_LOOKED_AT = 8;
    private static final int HEARD_AT_START_MOST = 500;

    private final Hands hands;
    private final AgentTerms terms;
    private final Reporting reporting;
    private final Runner runner;
    private final Set<String> cancelled = ConcurrentHashMap.newKeySet();

    /** What an agent works with. */
    public record Hands(
            Ledger ledger,
            Payments payments,
            Settlements settlements,
            Purchasing purchasing,
            Planner planner,
            Supplier<PolicySet> policy,
            Durability durability,
            SecureRandom random) {}

    public Agent(AgentTerms terms, Hands hands) {
        this.terms = terms;
        this.hands = hands;
        this.reporting = new Reporting(hands.ledger());
        this.runner = new Runner(terms, hands, new Semaphore(terms.concurrency()), cancelled::contains);
    }

    /**
     * How a run is begun.
     *
     * @param out   the delivery folder of a run, from its id
     * @param key   a name that makes the run idempotent
     * @param fresh whether an unfinished run of the same brief is no obstacle
     */
    public record Beginning(UnaryOperator<String> out, Optional<String> key, boolean fresh) {}

    /**
     * Puts records and chain together after a stop.
     *
     * @throws dev.patron.payment.ChainException when the chain cannot be read; nothing may be bought then
     */
    public StartReport start() {
        var records = hands.ledger().recover();
        Provider provider = terms.provider();
        Wallet wallet = hands.payments().wallet();
        Matching.Report chain = wallet.match()
                .orElseGet(() -> new Matching(hands.ledger(), hands.settlements(), this::holdNewRuns)
                        .match(provider.asset(), wallet.address(), planned(), anybody(provider)));
        hearTheChain();
        return new StartReport(
                records, chain, hands.ledger().wallets().matchRefunds(provider.asset(), wallet.address()), List.of());
    }

    /** What the chain has come to say since the last stop: deaths that free money, settlements, finality. */
    private void hearTheChain() {
        hands.ledger().reader().unresolved().stream()
                .filter(intent -> intent.payment() == PaymentState.UNKNOWN || intent.payment() == PaymentState.SETTLED)
                .limit(HEARD_AT_START_MOST)
                .forEach(hands.payments()::resolve);
    }

    private void holdNewRuns() {
        hands.ledger().freeze(NEW_RUNS, "the chain was ahead of the ledger: an older copy of the data was put back");
    }

    /** For every nonce that a shot of a recorded plan will use: its intent. */
    private Function<String, Optional<NewIntent>> planned() {
        Map<String, NewIntent> byNonce = new HashMap<>();
        Orders.Pins pins = pins();
        for (RunRecord run : hands.ledger().reader().runs()) {
            if (!run.market().equals(terms.provider().id())) {
                continue;
            }
            Orders orders = new Orders(hands.ledger().id(), terms.provider(), run.agent());
            for (PlannedShot shot : hands.ledger().reader().shots(run.id())) {
                for (int attempt = 1; attempt <= ATTEMPTS_LOOKED_AT; attempt++) {
                    NewIntent intent = orders.intent(run.id(), shot.shot(), attempt, pins);
                    byNonce.put(intent.nonce(), intent);
                }
            }
        }
        return nonce -> Optional.ofNullable(byNonce.get(nonce));
    }

    private Orders.Pins pins() {
        return new Orders.Pins(
                hands.payments().wallet().address(), hands.payments().wallet()::nonce);
    }

    private SpendCommand anybody(Provider provider) {
        Payee self =
                new Payee(provider.asset().network(), hands.payments().wallet().address());
        SpendRequest request = new SpendRequest(
                terms.agent(),
                "unexplained",
                "unexplained",
                provider.id(),
                "unexplained",
                "unexplained",
                self,
                new Amount(provider.asset(), BigInteger.ZERO),
                Optional.empty());
        return new SpendCommand("", provider.simulated(), request, List.of());
    }

    /**
     * Begins a run and carries it as far as it will go; or, under a key that is known, takes that run up again. How
     * it ended is recorded by {@link #delivered}.
     *
     * @throws RunException  when an unfinished run of the same brief exists, or the key names another brief
     * @throws HeldException when new runs must wait
     */
    public RunReport run(Brief brief, Beginning beginning) {
        Optional<String> keyed =
                beginning.key().map(key -> Digests.namedRun(hands.ledger().id(), key));
        Optional<RunRecord> known = keyed.flatMap(hands.ledger().reader()::run);
        if (known.isPresent()) {
            if (!known.get().briefDigest().equals(brief.digest())) {
                throw new RunException("the key `" + beginning.key().orElse("") + "` was used for another brief (run `"
                        + known.get().id() + "`); choose another key");
            }
            return known.get().isUnfinished()
                    ? resume(known.get().id())
                    : report(known.get().id());
        }
        if (!beginning.fresh() && keyed.isEmpty()) {
            refuseTwin(brief);
        }
        releaseOrHold();
        String id = keyed.orElseGet(this::randomId);
        NewRun opened = new NewRun(
                id,
                brief.digest(),
                terms.provider().id(),
                terms.provider().simulated(),
                terms.agent(),
                hands.planner().name(),
                brief.budget(),
                keyed.isPresent(),
                beginning.out().apply(id));
        RunJournal.open(hands.ledger(), opened, brief);
        return carry(id);
    }

    private String randomId() {
        byte[] bytes = new byte[16];
        hands.random().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private void refuseTwin(Brief brief) {
        hands.ledger().reader().runs().stream()
                .filter(RunRecord::isUnfinished)
                .filter(run -> run.briefDigest().equals(brief.digest())
                        && run.market().equals(terms.provider().id())
                        && run.agent().equals(terms.agent()))
                .findFirst()
                .ifPresent(run -> {
                    throw new RunException("run `" + run.id() + "` of this brief is unfinished (" + run.status()
                            + "); go on with `patron resume " + run.id().substring(0, 8)
                            + "`, give it up with `patron cancel " + run.id().substring(0, 8)
                            + "`, or begin another with `--new`");
                });
    }

    private void releaseOrHold() {
        Optional<Instant> since = hands.ledger().reader().frozenSince(NEW_RUNS);
        if (since.isEmpty()) {
            return;
        }
        Instant until = since.get().plus(SIGNATURES_DIE);
        ChainHead head = hands.settlements().head(terms.provider().asset().network());
        if (head.settled().time().isBefore(until)) {
            throw new HeldException(until);
        }
        hands.ledger().thaw(NEW_RUNS);
    }

    /**
     * Takes a run up again: resolves what is outstanding, offers again what was refused, and goes on planning.
     *
     * @throws RunException when there is no such run, or it belongs to another market
     */
    public RunReport resume(String run) {
        RunRecord row = hands.ledger().reader().run(run).orElseThrow(() -> new RunException("no run `" + run + "`"));
        if (!row.market().equals(terms.provider().id())) {
            throw new RunException("run `" + run + "` buys at `" + row.market() + "`");
        }
        if (row.status().equals("cancelled")) {
            brief(run).ifPresentOrElse(brief -> runner.seeHome(run, brief), () -> resolveOnly(run));
            return report(run);
        }
        runner.takeUp(run, brief(run));
        return carry(run);
    }

    private Optional<Brief> brief(String run) {
        return new RunJournal(hands.ledger(), run).brief();
    }

    private RunReport carry(String run) {
        Optional<Brief> brief = brief(run);
        if (brief.isEmpty()) {
            resolveOnly(run);
        } else {
            try {
                if (begins(run)) {
                    runner.carry(run, brief.get());
                }
            } catch (RuntimeException e) {
                mark(run, "failed", e);
                throw e;
            }
        }
        RunReport report = report(run);
        return report.ended(
                unlessCancelled(run, Reporting.status(report)), hands.ledger().time());
    }

    /** A run that broke says so, if the ledger can still be written; what broke it matters more. */
    private void mark(String run, String status, RuntimeException cause) {
        try {
            hands.ledger().runStatus(run, unlessCancelled(run, status));
        } catch (RuntimeException second) {
            cause.addSuppressed(second);
        }
    }

    /** A cancellation that has come already stands. */
    private synchronized boolean begins(String run) {
        if (cancelled.contains(run)) {
            return false;
        }
        hands.ledger().runStatus(run, "running");
        return true;
    }

    private String unlessCancelled(String run, String status) {
        return cancelled.contains(run) ? "cancelled" : status;
    }

    /** Asks the chain about everything of a run that can no longer be planned; goods without an id are given up. */
    private void resolveOnly(String run) {
        for (IntentRecord intent : hands.ledger().reader().unresolved()) {
            if (!intent.run().equals(run)) {
                continue;
            }
            resolve(intent);
            IntentRecord after = hands.ledger().reader().intent(intent.id()).orElseThrow();
            if (after.payment() == PaymentState.SETTLED && after.fulfilment() == FulfilmentState.NONE) {
                hands.ledger().fulfil(after.id(), FulfilmentState.NO_HANDLE, "NO_HANDLE");
            }
        }
    }

    private void resolve(IntentRecord intent) {
        if (intent.payment() == PaymentState.UNKNOWN || intent.payment() == PaymentState.SETTLED) {
            hands.payments().resolve(intent);
        }
    }

    /** Resolves, in passing, what other runs left outstanding: deaths, settlements, finality. */
    public int resolveOutstanding() {
        int resolved = 0;
        for (IntentRecord intent : hands.ledger().reader().unresolved()) {
            resolve(intent);
            resolved++;
        }
        return resolved;
    }

    /** No further shot of this run is begun, now or after a restart; what is paid for is still seen home. */
    public synchronized void cancel(String run) {
        cancelled.add(run);
        hands.ledger().runStatus(run, "cancelled");
    }

    public RunReport report(String run) {
        return reporting.report(run);
    }

    /** Reports without an agent: for reading only. */
    public static RunReport report(Ledger ledger, String run) {
        return new Reporting(ledger).report(run);
    }

    /** Records how a run ended, now that its folder is on disk: until then it is taken up again. */
    public void delivered(RunReport report) {
        hands.durability().reached(DurablePoint.FOLDER_WRITTEN);
        RunRecord ended = cancelled.contains(report.run().id())
                ? report.run().ended("cancelled", hands.ledger().time())
                : report.run();
        boolean recorded = hands.ledger().reader().run(ended.id()).equals(Optional.of(ended));
        if (!recorded) {
            hands.ledger().runStatus(ended.id(), ended.status(), ended.endedAt().orElseGet(hands.ledger()::time));
        }
    }
}
