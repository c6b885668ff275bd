package dev.patron.run;

import dev.patron.ledger.AssetFacts;
import dev.patron.ledger.ClaimRecord;
import dev.patron.ledger.DecisionRecord;
import dev.patron.ledger.FulfilmentState;
import dev.patron.ledger.GenerationRecord;
import dev.patron.ledger.IntentRecord;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.LedgerReader;
import dev.patron.ledger.PaymentState;
import dev.patron.ledger.PlannedShot;
import dev.patron.ledger.ProofRecord;
import dev.patron.ledger.ReservationRecord;
import dev.patron.ledger.RunRecord;
import dev.patron.ledger.RunTotals;
import dev.patron.ledger.SignedPayment;
import dev.patron.log.SignedCheckpoint;
import dev.patron.money.Usd;
import dev.patron.payment.TokenDomain;
import dev.patron.plan.Brief;
import dev.patron.plan.Kind;
import dev.patron.plan.PlannerUse;
import dev.patron.plan.Shot;
import dev.patron.purchase.MediaAsset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads where a run stands. Everything comes from the ledger; nothing is remembered. */
final class Reporting {
    private final Ledger ledger;

    Reporting(Ledger ledger) {
        this.ledger = ledger;
    }

    RunReport report(String run) {
        LedgerReader reader = ledger.reader();
        RunRecord row = reader.run(run).orElseThrow(() -> new RunException("no run `" + run + "`"));
        RunJournal journal = new RunJournal(ledger, run);
        Map<String, IntentRecord> current = reader.intents(run).stream()
                .collect(Collectors.toMap(IntentRecord::shot, Function.identity(), Reporting::shown));
        List<DecisionRecord> decisions = reader.decisions(run);
        List<ClaimRecord> claims = reader.claims(Optional.of(run));
        List<RunReport.ShotReport> shots = new ArrayList<>();
        for (Shot shot : shots(journal, reader.shots(run))) {
            shots.add(shot(shot, Optional.ofNullable(current.get(shot.id())), decisions));
        }
        RunTotals totals = reader.totals(run);
        Optional<Instant> erased = row.out().isEmpty() ? reader.erasedAt(run) : Optional.empty();
        return new RunReport(
                row,
                journal.brief().map(Brief::title).orElse(erased.isPresent() ? "(erased)" : "(no longer readable)"),
                PlannerUse.of(row.planner(), journal.history().calls()),
                row.budget(),
                totals.spent(),
                totals.atRisk(),
                shots,
                standing(decisions, shots),
                claims,
                ledger.log().last().map(SignedCheckpoint::note),
                erased);
    }

    /** Of two attempts at a shot the one that stands for it: what is here before what is not, else the later. */
    private static IntentRecord shown(IntentRecord first, IntentRecord second) {
        boolean here = first.fulfilment() == FulfilmentState.DELIVERED;
        if (here != (second.fulfilment() == FulfilmentState.DELIVERED)) {
            return here ? first : second;
        }
        return second.attempt() > first.attempt() ? second : first;
    }

    /**
     * The shots in the planner's order; from the ledger alone where the journal can no longer be read. The line items of a
     * tab are invoices of other programs, and no shots.
     */
    private static List<Shot> shots(RunJournal journal, List<PlannedShot> planned) {
        List<Shot> written = journal.history().shots();
        if (!written.isEmpty()) {
            return written;
        }
        return planned.stream()
                .flatMap(shot -> Kind.of(shot.kind()).stream().map(kind -> unreadable(shot, kind)))
                .toList();
    }

    private static Shot unreadable(PlannedShot shot, Kind kind) {
        return new Shot(
                shot.shot(),
                kind,
                shot.provider(),
                shot.model(),
                "(no longer readable)",
                Optional.empty(),
                Optional.empty());
    }

    private RunReport.ShotReport shot(Shot shot, Optional<IntentRecord> intent, List<DecisionRecord> decisions) {
        LedgerReader reader = ledger.reader();
        Optional<DecisionRecord> decision = decisions.stream()
                .filter(made -> made.shot().equals(shot.id()))
                .max(Comparator.comparingLong(DecisionRecord::id));
        Optional<ReservationRecord> held = intent.flatMap(known -> reader.reservation(known.id()));
        Optional<ProofRecord> proof = intent.flatMap(known -> reader.proof(known.id()))
                .filter(found -> found.kind().equals("SETTLED"));
        Optional<SignedPayment> signed = intent.flatMap(reader::signed);
        String status = status(intent, decision);
        return new RunReport.ShotReport(
                shot,
                status,
                intent.map(known -> reader.assets(known.id())).orElse(List.of()).stream()
                        .map(Reporting::asset)
                        .toList(),
                price(status, held, decision),
                intent.flatMap(known -> reader.generation(known.id())).map(GenerationRecord::handle),
                proof.map(found -> found.proof().transaction()),
                proof.map(found -> found.proof().blockNumber()),
                held.map(ReservationRecord::payee),
                signed.flatMap(_ -> intent).map(IntentRecord::nonce),
                held.map(ReservationRecord::decision).or(() -> decision.map(DecisionRecord::id)),
                held.map(ReservationRecord::policy)
                        .orElse(decision.map(DecisionRecord::policy).orElse("")),
                status.equals("waiting") ? signed.flatMap(Reporting::end) : Optional.empty(),
                note(status, intent, decision));
    }

    /** When a signature dies by itself; an order to a gateway never does. */
    private static Optional<Instant> end(SignedPayment signed) {
        boolean order = new TokenDomain(signed.domainName(), signed.domainVersion()).isGateway();
        return order ? Optional.empty() : Optional.of(signed.validBefore());
    }

    private static MediaAsset asset(AssetFacts facts) {
        return new MediaAsset(facts.sha256(), facts.mediaType(), facts.bytes());
    }

    private static Usd price(String status, Optional<ReservationRecord> held, Optional<DecisionRecord> decision) {
        return switch (status) {
            case "delivered", "claim", "failed" ->
                held.map(ReservationRecord::moved).orElse(Usd.ZERO);
            case "waiting" -> held.map(ReservationRecord::usd).orElse(Usd.ZERO);
            default -> decision.map(DecisionRecord::usd).orElse(Usd.ZERO);
        };
    }

    private static String status(Optional<IntentRecord> intent, Optional<DecisionRecord> decision) {
        if (intent.isEmpty()) {
            return decision.map(made -> made.outcome().equals("PERMIT") ? "planned" : "refused")
                    .orElse("planned");
        }
        PaymentState paid = intent.get().payment();
        boolean here = intent.get().fulfilment() == FulfilmentState.DELIVERED;
        return switch (paid) {
            case SETTLED -> here ? "delivered" : stillComing(intent.get());
            case UNCHARGED, EXPIRED -> here ? "delivered" : "refused";
            case RESERVED, AUTHORIZED, UNKNOWN -> "waiting";
            case DENIED, REFERRED, VOIDED, ABANDONED, CANCELLED -> "refused";
            case INTENT, QUOTED -> "planned";
        };
    }

    private static String stillComing(IntentRecord intent) {
        return switch (intent.fulfilment()) {
            case NONE, GENERATING -> "waiting";
            case FAILED, OVERDUE, NO_HANDLE -> "claim";
            case DELIVERED -> "delivered";
        };
    }

    private static String note(String status, Optional<IntentRecord> intent, Optional<DecisionRecord> decision) {
        return switch (status) {
            case "delivered" -> "";
            case "claim" ->
                "paid and not delivered: " + intent.map(IntentRecord::note).orElse("");
            case "waiting" ->
                intent.filter(known -> known.payment() == PaymentState.SETTLED)
                        .map(_ -> "paid, and what was paid for is not here yet")
                        .orElse("the chain has not yet said what became of the payment");
            case "refused" -> decision.map(DecisionRecord::message).orElse("the payment was never settled");
            default -> "not bought yet";
        };
    }

    /** The last refusal of each shot that is still refused. */
    private static List<DecisionRecord> standing(List<DecisionRecord> decisions, List<RunReport.ShotReport> shots) {
        List<DecisionRecord> standing = new ArrayList<>();
        for (RunReport.ShotReport shot : shots) {
            if (!shot.status().equals("refused")) {
                continue;
            }
            decisions.stream()
                    .filter(made -> made.shot().equals(shot.shot().id())
                            && !made.outcome().equals("PERMIT"))
                    .max(Comparator.comparingLong(DecisionRecord::id))
                    .ifPresent(standing::add);
        }
        return standing;
    }

    /** The word for where a run stands. */
    static String status(RunReport report) {
        List<String> words =
                report.shots().stream().map(RunReport.ShotReport::status).toList();
        boolean allDelivered = !words.isEmpty() && words.stream().allMatch("delivered"::equals);
        if (allDelivered && report.atRisk().equals(Usd.ZERO)) {
            return "delivered";
        }
        if (!report.atRisk().equals(Usd.ZERO) || words.contains("waiting")) {
            return "waiting";
        }
        boolean some = words.contains("delivered") || words.contains("claim");
        return some ? "partial" : "refused";
    }
}
