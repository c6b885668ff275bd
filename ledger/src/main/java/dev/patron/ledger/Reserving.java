package dev.patron.ledger;

import dev.patron.money.Usd;
import dev.patron.policy.Decision;
import dev.patron.policy.PolicySet;
import dev.patron.policy.SpendRequest;
import dev.patron.policy.SpendState;
import dev.patron.policy.Window;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Reservation: decision and effect in one transaction.
 *
 * <p>{@link #reserve} reads top to bottom: lock, read the clock, read the state, decide, guarded counters, reservation,
 * postings, event, commit. There is no way to a reservation but this.
 */
final class Reserving {
    private final Budgets budgets;
    private final Events events;
    private final Decisions decisions;
    private final PolicyRevisions revisions;

    Reserving(Budgets budgets, Events events) {
        this.budgets = budgets;
        this.events = events;
        this.decisions = new Decisions(events);
        this.revisions = new PolicyRevisions(events);
    }

    Decisions decisions() {
        return decisions;
    }

    ReserveOutcome reserve(Sql sql, SpendCommand command, Supplier<PolicySet> policies) throws SQLException {
        SpendRequest request = command.request();
        Budgets.Scope scope = new Budgets.Scope(command.simulated(), request.agent(), request.run());
        Budgets.Locked locked = budgets.lock(sql, scope);
        IntentRecord intent = Intents.get(sql, command.intent());
        mustFit(intent, request);
        if (intent.payment() != PaymentState.QUOTED) {
            throw Intents.illegal(intent, intent.payment() + " to RESERVED");
        }
        PolicySet policy = policies.get();
        SpendState state = budgets.read(
                sql,
                scope,
                new Budgets.Moment(locked.at(), policy.zone()),
                Optional.empty(),
                around(sql, intent, request));
        Judging.Made made = judged(sql, policy, Judging.input(command, state, locked));
        long event = decisions.record(
                sql,
                locked.at(),
                new Decisions.About(Events.Subject.of(intent), intent.run(), intent.shot(), intent.round()),
                made);
        switch (made.decision()) {
            case Decision.Permit _ -> {
                hold(sql, scope, intent, command, new Granted(event, policy, locked.at()));
                return new ReserveOutcome.Reserved(event, request.usd());
            }
            case Decision.Deny deny -> {
                Intents.move(sql, intent, PaymentState.DENIED);
                return new ReserveOutcome.Denied(event, deny, made.instead());
            }
            case Decision.Refer _ ->
                throw new LedgerException(Fault.ILLEGAL, "a rule referred, and there is no approval in this version");
        }
    }

    /** Judges a storyboard: each shot as though those permitted before it were paid. Reserves nothing. */
    List<Long> judge(Sql sql, List<SpendCommand> commands, Supplier<PolicySet> policies) throws SQLException {
        List<Long> recorded = new ArrayList<>();
        if (commands.isEmpty()) {
            return recorded;
        }
        SpendCommand first = commands.getFirst();
        Budgets.Scope scope = new Budgets.Scope(
                first.simulated(), first.request().agent(), first.request().run());
        Budgets.Locked locked = budgets.lock(sql, scope);
        PolicySet policy = policies.get();
        SpendState state = budgets.read(
                sql,
                scope,
                new Budgets.Moment(locked.at(), policy.zone()),
                Optional.empty(),
                new Budgets.Surroundings(funds(sql, first.request()), frozen(sql), false));
        for (SpendCommand command : commands) {
            SpendRequest request = command.request();
            Judging.Made made = judged(sql, policy, Judging.input(command, state, locked));
            recorded.add(decisions.record(
                    sql,
                    locked.at(),
                    new Decisions.About(Events.Subject.run(request.run()), request.run(), request.lineItem(), 0),
                    made));
            if (made.decision() instanceof Decision.Permit) {
                state = state.after(request);
            }
        }
        return recorded;
    }

    /** The state a request would meet now; nothing is recorded. */
    SpendState preview(Sql sql, SpendCommand command, PolicySet policy) throws SQLException {
        SpendRequest request = command.request();
        Budgets.Scope scope = new Budgets.Scope(command.simulated(), request.agent(), request.run());
        Budgets.Locked locked = budgets.lock(sql, scope);
        return budgets.read(
                sql,
                scope,
                new Budgets.Moment(locked.at(), policy.zone()),
                Optional.empty(),
                new Budgets.Surroundings(funds(sql, request), frozen(sql), false));
    }

    private Judging.Made judged(Sql sql, PolicySet policy, Judging.Input input) throws SQLException {
        revisions.adopt(sql, input.state().at(), policy);
        return Judging.judge(policy, input);
    }

    /** Decides again what is reserved already, with its own reservation left out. */
    Decision decideAgain(Sql sql, Intents.Held held, SpendCommand command, PolicySet policy, Budgets.Locked locked)
            throws SQLException {
        IntentRecord intent = Intents.get(sql, held.intent());
        Budgets.Surroundings around = new Budgets.Surroundings(
                funds(sql, command.request()).add(held.units()), frozen(sql), unresolved(sql, intent));
        Budgets.Moment moment = new Budgets.Moment(locked.at(), policy.zone());
        SpendState state = without(budgets.read(sql, held.scope(), moment, Optional.of(held.own()), around), held);
        Judging.Made made = judged(sql, policy, Judging.input(command, state, locked));
        decisions.record(
                sql,
                locked.at(),
                new Decisions.About(Events.Subject.of(intent), intent.run(), intent.shot(), intent.round()),
                made);
        return made.decision();
    }

    /** Leaves a reservation out of what says when money frees and how many payments a minute has seen. */
    private static SpendState without(SpendState state, Intents.Held own) {
        SortedMap<Instant, Usd> rolling = new TreeMap<>(state.rolling());
        rolling.computeIfPresent(own.bucket(), (_, used) -> used.minusOrZero(own.usd()));
        List<Instant> recent = new ArrayList<>(state.recentPayments());
        if (!recent.remove(own.reservedAt())) {
            recent.remove(Budgets.coarse(own.reservedAt()));
        }
        return new SpendState(
                state.at(), state.tallies(), rolling, recent, state.fundsUnits(), state.frozen(), state.unresolved());
    }

    /** A request is for what its intent pinned, so that no budget is charged for another's payment. */
    static void mustFit(IntentRecord intent, SpendRequest request) {
        boolean fits = request.agent().equals(intent.agent())
                && request.run().equals(intent.run())
                && request.provider().equals(intent.provider())
                && request.amount().asset().equals(intent.asset());
        if (!fits) {
            throw new LedgerException(
                    Fault.ILLEGAL,
                    "the request is for another agent, run, provider or asset than intent `" + intent.id() + "`");
        }
    }

    private record Granted(long decision, PolicySet policy, Instant at) {}

    private void hold(Sql sql, Budgets.Scope scope, IntentRecord intent, SpendCommand command, Granted granted)
            throws SQLException {
        SpendRequest request = command.request();
        checkAttempt(sql, intent);
        Instant bucket = Window.bucketOf(granted.at());
        budgets.reserve(
                sql, scope, new Budgets.Own(bucket, request.usd()), guards(granted.policy(), request, granted.at()));
        sql.one("INSERT INTO live_shot (run, shot, intent) VALUES (?, ?, ?)", intent.run(), intent.shot(), intent.id());
        sql.one(
                "INSERT INTO reservation (intent, round, decision, simulated, agent, run, provider, token, payee,"
                    + " units, usd_micros, moved_units, moved_micros, bucket, reserved_at, policy, state) VALUES (?,"
                    + " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, 'pending')",
                intent.id(),
                intent.round(),
                granted.decision(),
                command.simulated(),
                request.agent(),
                request.run(),
                request.provider(),
                request.amount().asset().id(),
                request.payee().address().text(),
                request.amount().units(),
                request.usd(),
                bucket,
                granted.at(),
                granted.policy().digest());
        long event = events.append(
                sql,
                granted.at(),
                "reserved",
                Events.Subject.of(intent),
                Json.object(
                        "decision", Long.toString(granted.decision()),
                        "round", Integer.toString(intent.round()),
                        "units", request.amount().units().toString(),
                        "usd_micros", Long.toString(request.usd().micros()),
                        "payee", request.payee().toString(),
                        "bucket", bucket.toString(),
                        "policy", granted.policy().digest(),
                        "simulated", command.simulated()));
        Books.post(
                sql,
                new Books.Line(event, 1, request.amount().asset().id()),
                Books.TREASURY,
                Books.RESERVED,
                request.amount().units());
        if (Books.balance(sql, Books.TREASURY, request.amount().asset().id()).signum() < 0) {
            throw new LedgerException(Fault.ILLEGAL, "a reservation would overdraw the treasury");
        }
        Intents.move(sql, intent, PaymentState.RESERVED);
    }

    private static void checkAttempt(Sql sql, IntentRecord intent) throws SQLException {
        long current =
                sql.count("SELECT attempt FROM shot_attempt WHERE run = ? AND shot = ?", intent.run(), intent.shot());
        if (current != intent.attempt()) {
            throw new LedgerException(
                    Fault.ILLEGAL,
                    "shot `" + intent.shot() + "` is at attempt " + current + ", not " + intent.attempt());
        }
    }

    private static List<Budgets.Guard> guards(PolicySet policy, SpendRequest request, Instant at) {
        Map<Window, Usd> ceilings = new EnumMap<>(Window.class);
        ceilings.putAll(policy.ceilings(request));
        return ceilings.entrySet().stream()
                .map(entry -> new Budgets.Guard(
                        entry.getKey(),
                        entry.getKey().firstBucket(at, policy.zone()).orElse(Instant.EPOCH),
                        entry.getValue().micros()))
                .toList();
    }

    private static Budgets.Surroundings around(Sql sql, IntentRecord intent, SpendRequest request) throws SQLException {
        return new Budgets.Surroundings(funds(sql, request), frozen(sql), unresolved(sql, intent));
    }

    private static BigInteger funds(Sql sql, SpendRequest request) throws SQLException {
        return Books.balance(sql, Books.TREASURY, request.amount().asset().id()).max(BigInteger.ZERO);
    }

    static Set<String> frozen(Sql sql) throws SQLException {
        return new HashSet<>(sql.list("SELECT scope FROM frozen", row -> row.text("scope")));
    }

    /** Whether another payment for the shot is live, or one that died unused has its goods here or on their way. */
    private static boolean unresolved(Sql sql, IntentRecord intent) throws SQLException {
        return sql.count(
                                "SELECT COUNT(*) FROM live_shot WHERE run = ? AND shot = ? AND intent <> ?",
                                intent.run(),
                                intent.shot(),
                                intent.id())
                        + sql.count(
                                "SELECT COUNT(*) FROM intent WHERE run = ? AND shot = ? AND id <> ?"
                                        + " AND (payment IN ('RESERVED', 'AUTHORIZED', 'UNKNOWN')"
                                        + " OR (payment IN ('EXPIRED', 'CANCELLED')"
                                        + " AND fulfilment IN ('GENERATING', 'DELIVERED')))",
                                intent.run(),
                                intent.shot(),
                                intent.id())
                > 0;
    }
}
