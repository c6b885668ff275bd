package dev.patron.door;

import dev.patron.delivery.Delivery;
import dev.patron.ledger.DecisionRecord;
import dev.patron.money.Usd;
import dev.patron.run.RunReport;
import java.util.List;
import java.util.Optional;

/** What a delivery folder shows, made from a run's report. */
public final class Deliveries {
    private Deliveries() {}

    public static Delivery of(RunReport report) {
        List<String> policies = report.shots().stream()
                .map(RunReport.ShotReport::policy)
                .filter(digest -> !digest.isEmpty())
                .distinct()
                .toList();
        return new Delivery(
                report.run().id(),
                report.title(),
                report.run().briefDigest(),
                report.run().status(),
                new Delivery.Market(
                        report.run().market(),
                        report.run().simulated(),
                        report.run().agent(),
                        report.planner(),
                        policies),
                new Delivery.Span(report.run().openedAt(), report.run().endedAt()),
                new Delivery.Totals(report.spent(), report.atRisk(), report.budget()),
                report.shots().stream().map(Deliveries::item).toList(),
                report.denials().stream().map(Deliveries::denial).toList(),
                report.claims().stream()
                        .filter(claim -> claim.state().equals("OPEN"))
                        .map(claim -> new Delivery.Claim(
                                "C" + claim.id(), claim.shot().orElse(""), claim.usd(), claim.reason()))
                        .toList());
    }

    private static Delivery.Item item(RunReport.ShotReport shot) {
        boolean settled = shot.transaction().isPresent();
        boolean waiting = shot.status().equals("waiting") && !settled;
        Optional<Delivery.Payment> payment = shot.nonce()
                .map(nonce -> new Delivery.Payment(nonce, shot.payee().orElse(""), shot.transaction(), shot.block()));
        return new Delivery.Item(
                shot.shot().id(),
                shot.shot().kind(),
                shot.shot().provider(),
                shot.shot().model(),
                shot.status(),
                shot.shot().prompt(),
                shot.assets(),
                new Delivery.Cost(
                        shot.price(),
                        settled ? shot.price() : Usd.ZERO,
                        waiting ? shot.price() : Usd.ZERO,
                        shot.resolvesBy()),
                shot.generation(),
                payment,
                shot.decision().map(id -> new Delivery.Ruling("D" + id, shot.policy())),
                shot.note().isEmpty() ? Optional.empty() : Optional.of(shot.note()));
    }

    private static Delivery.Denial denial(DecisionRecord denial) {
        return new Delivery.Denial(
                denial.shot(),
                denial.code().orElse(""),
                denial.message(),
                denial.limit(),
                denial.remaining(),
                denial.freesAt());
    }
}
