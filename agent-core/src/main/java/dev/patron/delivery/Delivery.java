package dev.patron.delivery;

import dev.patron.money.Usd;
import dev.patron.plan.Kind;
import dev.patron.plan.PlannerUse;
import dev.patron.purchase.MediaAsset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a run handed over and what it cost: everything that a delivery folder shows.
 *
 * @param run     the run's id
 * @param title   the brief's title
 * @param brief   SHA-256 of the brief's bytes, in lower-case hexadecimal
 * @param status  {@code delivered}, {@code partial}, {@code refused}, {@code waiting} or {@code failed}
 * @param market  where it was bought and as whom
 * @param time    when
 * @param totals  the money
 * @param shots   in the storyboard's order
 * @param denials what was refused and why
 * @param claims  what the seller owes
 */
public record Delivery(
        String run,
        String title,
        String brief,
        String status,
        Market market,
        Span time,
        Totals totals,
        List<Item> shots,
        List<Denial> denials,
        List<Claim> claims) {
    public Delivery {
        shots = List.copyOf(shots);
        denials = List.copyOf(denials);
        claims = List.copyOf(claims);
    }

    /**
     * Where something was bought, and as whom.
     *
     * @param id        the seller's id
     * @param simulated whether its money is the sandbox's
     * @param planner   who planned it, and what a language model was asked for it
     * @param policies  digests of the policy revisions that decided, oldest first
     */
    public record Market(String id, boolean simulated, String agent, PlannerUse planner, List<String> policies) {
        public Market {
            policies = List.copyOf(policies);
        }
    }

    /** From when to when; without an end while the run is unfinished. */
    public record Span(Instant started, Optional<Instant> ended) {}

    /**
     * A run's money.
     *
     * @param spent  settled
     * @param atRisk reserved, signed or of unknown fate
     * @param budget the run's budget; empty when unlimited
     */
    public record Totals(Usd spent, Usd atRisk, Optional<Usd> budget) {}

    /**
     * One shot and what became of it.
     *
     * @param status     one word, such as {@code delivered} or {@code refused}
     * @param prompt     what was asked of the model; hostile until escaped
     * @param files      its outputs, in the seller's order
     * @param cost       what it cost
     * @param generation the seller's id of the generation
     * @param payment    the payment that bought it, once one was signed
     * @param decision   the decision that permitted or refused it
     * @param note       for a shot that is not delivered: why, and what would help
     */
    public record Item(
            String id,
            Kind kind,
            String provider,
            String model,
            String status,
            String prompt,
            List<MediaAsset> files,
            Cost cost,
            Optional<String> generation,
            Optional<Payment> payment,
            Optional<Ruling> decision,
            Optional<String> note) {
        public Item {
            files = List.copyOf(files);
        }

        /** The names of its files in a delivery folder: {@code shot-01.png}, then {@code shot-01-2.png}. */
        public List<String> fileNames() {
            List<String> names = new ArrayList<>();
            for (MediaAsset file : files) {
                String number = names.isEmpty() ? "" : String.format(Locale.ROOT, "-%d", names.size() + 1);
                names.add(id + number + "." + file.extension());
            }
            return names;
        }
    }

    /**
     * A shot's money.
     *
     * @param price    what one purchase of it costs
     * @param spent    settled for it, over all its attempts
     * @param atRisk   reserved, signed or of unknown fate for it
     * @param resolves when what is at risk resolves at the latest, where that is known
     */
    public record Cost(Usd price, Usd spent, Usd atRisk, Optional<Instant> resolves) {}

    /**
     * A payment as the chain knows it.
     *
     * @param nonce       {@code 0x} and 64 hexadecimal digits
     * @param payee       CAIP-10
     * @param transaction {@code 0x} and 64 hexadecimal digits, once seen
     * @param block       the number of its block
     */
    public record Payment(String nonce, String payee, Optional<String> transaction, Optional<Long> block) {}

    /** A decision's id and the digest of the policy revision that made it. */
    public record Ruling(String id, String policy) {}

    /**
     * A refusal.
     *
     * @param code      the leading code, such as {@code BRIEF_BUDGET_EXCEEDED}
     * @param message   for people
     * @param limit     the limit in question
     * @param remaining what it leaves
     * @param freesAt   when time alone frees enough
     */
    public record Denial(
            String shot,
            String code,
            String message,
            Optional<Usd> limit,
            Optional<Usd> remaining,
            Optional<Instant> freesAt) {}

    /** Goods that were paid for and are owed. */
    public record Claim(String id, String shot, Usd amount, String reason) {}
}
