package dev.patron.run;

import dev.patron.ledger.ClaimRecord;
import dev.patron.ledger.DecisionRecord;
import dev.patron.ledger.RunRecord;
import dev.patron.money.Usd;
import dev.patron.plan.PlannerUse;
import dev.patron.plan.Shot;
import dev.patron.purchase.MediaAsset;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where a run stands: what was asked, delivered, refused and paid, read from the ledger.
 *
 * @param run     the run's row
 * @param title   of its brief
 * @param planner who planned it, and what a language model was asked for it
 * @param budget  what it may spend at most: the brief's budget; empty where the brief names none
 * @param spent   settled
 * @param atRisk  reserved, signed or of unknown fate
 * @param shots   each planned shot
 * @param denials each refusal that still stands, with its figures
 * @param claims  what was paid for and has not come
 * @param checkpoint the signed note of the ledger's log that covers this, or the last one before; empty before the first
 * @param erased  when its brief and payloads were erased
 */
public record RunReport(
        RunRecord run,
        String title,
        PlannerUse planner,
        Optional<Usd> budget,
        Usd spent,
        Usd atRisk,
        List<ShotReport> shots,
        List<DecisionRecord> denials,
        List<ClaimRecord> claims,
        Optional<String> checkpoint,
        Optional<Instant> erased) {
    public RunReport {
        shots = List.copyOf(shots);
        denials = List.copyOf(denials);
        claims = List.copyOf(claims);
    }

    /** The same, of a run that ends. */
    RunReport ended(String status, Instant at) {
        return new RunReport(
                run.ended(status, at),
                title,
                planner,
                budget,
                spent,
                atRisk,
                shots,
                denials,
                claims,
                checkpoint,
                erased);
    }

    /** The same, under a newer checkpoint. */
    public RunReport signed(Optional<String> newer) {
        return new RunReport(run, title, planner, budget, spent, atRisk, shots, denials, claims, newer, erased);
    }

    /**
     * One shot.
     *
     * @param status       {@code delivered}, {@code refused}, {@code claim}, {@code waiting}, {@code failed} or
     *     {@code planned}
     * @param assets       its stored files
     * @param price        what it cost, or would have
     * @param generation   the seller's id
     * @param transaction  the settling transaction
     * @param nonce        of its current attempt
     * @param decision     the event that holds the decision on it
     * @param policy       the policy it was decided under
     * @param resolvesBy   when money at risk is certain at the latest, apart from finality
     * @param note         why it stands where it does
     */
    public record ShotReport(
            Shot shot,
            String status,
            List<MediaAsset> assets,
            Usd price,
            Optional<String> generation,
            Optional<String> transaction,
            Optional<Long> block,
            Optional<String> payee,
            Optional<String> nonce,
            Optional<Long> decision,
            String policy,
            Optional<Instant> resolvesBy,
            String note) {}
}
