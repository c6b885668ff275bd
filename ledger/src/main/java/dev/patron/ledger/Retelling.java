package dev.patron.ledger;

import dev.patron.money.Usd;
import dev.patron.policy.Decision;
import dev.patron.policy.Finding;
import dev.patron.policy.Limit;
import dev.patron.policy.PolicySet;
import dev.patron.policy.Window;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tells the tables what the events say: every row, posting and balance, from the events alone in the order of their
 * numbers. Bytes that no event holds stand as their SHA-256; anchors and buckets are counted when all is told.
 *
 * <p>Holds what {@link Tables} hold and one policy revision of each digest. Not safe for several threads.
 */
final class Retelling {
    private final Tables tables = new Tables();
    private final RetellingPayments payments = new RetellingPayments(tables);
    private final Map<String, PolicySet> policies = new HashMap<>();
    private final Remade decisions;
    private Instant newest = Instant.EPOCH;

    Retelling() {
        this(new Remade());
    }

    /**
     * @param decisions shared with who asks about the same events
     */
    Retelling(Remade decisions) {
        this.decisions = decisions;
    }

    /** What was told, with everything counted; nothing is told after it. */
    Tables end() {
        RetellingBudgets.count(tables, newest);
        return tables;
    }

    /** {@link #tell}, for an event that may be anything; what is wrong with it, empty when nothing is. */
    Optional<String> take(Fields event) {
        try {
            tell(event);
            return Optional.empty();
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            return Optional.of("it does not fit what the events before it tell: " + e.getMessage());
        }
    }

    /**
     * Applies one event to the tables, which hold what all before it said.
     *
     * @throws IllegalArgumentException when it does not fit what those before it tell
     */
    void tell(Fields event) {
        Told told = new Told(tables, event);
        Instant at = InstantText.parse(told.text("at"));
        newest = at.isAfter(newest) ? at : newest;
        switch (told.type()) {
            case "run_opened" ->
                told.insert(
                        "run",
                        "id:run brief_digest:brief market simulated agent planner budget_micros keyed out_dir:out"
                                + " status=running ended_at= opened_at:opened_at|at");
            case "run_status" -> {
                boolean over = !told.text("status").equals("running");
                Tables.Row run = tables.get("run", told.text("run"));
                run.set("status", told.text("status"));
                run.set("ended_at", over ? told.text("at") : null);
            }
            case "erased" -> tables.get("run", told.text("run")).set("out_dir", "");
            case "run_step" -> told.insert("run_step", "run seq:step kind body recorded_at:at");
            case "shot_planned" ->
                told.insert("shot", "run shot kind provider model price_micros commitment:prompt")
                        .insert("shot_attempt", "run shot attempt=1");
            case "invoiced",
                    "key_made",
                    "key_shortened",
                    "key_revoked",
                    "proof_issued",
                    "verify_answered",
                    "account_signed",
                    "account_counted",
                    "fee_paid" -> RetellingGateway.tell(told, payments);
            case "policy_adopted" -> {
                policies.put(told.text("digest"), PolicyCodec.read(event.part("policy")));
                told.insert("policy", "digest event:seq");
            }
            case "frozen" -> {
                tables.remove("frozen", told.text("scope"));
                told.insert("frozen", "scope reason since:at");
            }
            case "thawed" -> tables.remove("frozen", told.text("scope"));
            case "decided" -> decided(told);
            case "refused" -> {
                told.insert(
                        "decision",
                        "event:seq run shot intent round outcome code policy= message decided_at:at usd_micros=0");
                payments.denied(told);
            }
            case "wallet_adopted", "wallet_matched", "wallet_moved", "wallet_reversed" -> wallet(told);
            case "claim_closed" -> closed(told);
            case "refund_seen" -> refund(told, claim(told));
            default -> payments.tell(told);
        }
    }

    private void wallet(Told told) {
        switch (told.type()) {
            case "wallet_moved" -> moved(told);
            case "wallet_adopted" -> {
                payments.token(told);
                told.insert(
                        "wallet",
                        "token:asset address:wallet adopted_block:block adopted_hash:block_hash adopted_at:at"
                                + " matched_block:block");
                post(told, Books.OPENING, Books.TREASURY, "balance");
            }
            case "wallet_matched" ->
                tables.get("wallet", told.text("asset"), told.text("wallet")).set("matched_block", told.text("block"));
            default -> {
                post(told, Books.TREASURY, Books.FUNDING, "units");
                String[] movement = {told.text("asset"), told.text("transaction"), told.text("log_index")};
                tables.get("movement", movement);
                tables.remove("movement", movement);
            }
        }
    }

    private static void post(Told told, String source, String destination, String units) {
        told.post(
                1,
                told.text("asset"),
                new Told.Posting(source, destination, told.event().units(units)));
    }

    private void decided(Told told) {
        Fields event = told.event();
        PolicySet policy = Optional.ofNullable(policies.get(told.text("policy")))
                .orElseThrow(() -> new IllegalArgumentException("no event holds the policy of this decision"));
        Judging.Made made = decisions.make(policy, event);
        Map<String, Object> more = made.decision() instanceof Decision.Deny deny
                ? lead(deny.denials().getFirst())
                : new HashMap<>();
        more.put("message", Decisions.message(made));
        more.put("usd_micros", made.input().request().usd());
        told.insert("decision", "event:seq run shot intent round outcome policy decided_at:at", more);
        payments.denied(told);
    }

    /** What a row says of the reason that leads a denial. */
    private static Map<String, Object> lead(Finding lead) {
        Map<String, Object> columns = new HashMap<>();
        lead.code().ifPresent(code -> columns.put("code", code.name()));
        lead.numbers().ifPresent(numbers -> {
            if (numbers.limit() instanceof Limit.AtMost(Usd most)) {
                columns.put("limit_micros", most);
            }
            columns.put("spent_micros", numbers.used().spent());
            columns.put("reserved_micros", numbers.used().reserved());
            numbers.freesAt().ifPresent(at -> columns.put("frees_at", at));
        });
        return columns;
    }

    private static void moved(Told told) {
        told.insert(
                "movement",
                "token:asset tx:transaction log_index event:seq kind wallet counterparty units block_number:block");
        if (!told.event().has("claim")) {
            post(told, Books.FUNDING, Books.TREASURY, "units");
            return;
        }
        post(told, Books.TREASURY, Books.SUSPENSE, "units");
        told.insert(
                "claim",
                "id:claim event:seq provider= token:asset units usd_micros reason=UNEXPLAINED_OUTFLOW state=OPEN"
                        + " opened_at:at");
        RetellingBudgets.unexplained(told, Window.bucketOf(InstantText.parse(told.text("block_time"))));
    }

    private Tables.Row claim(Told told) {
        boolean numbered = told.event().has("claim") || told.event().has("refunded_claim");
        String number = told.text(told.event().has("claim") ? "claim" : "refunded_claim");
        return numbered ? tables.get("claim", number) : payments.claimOf(told.text("intent"));
    }

    private static void refund(Told told, Tables.Row claim) {
        told.insert(
                "refund",
                "tx:transaction log_index claim:refunded_claim event:seq",
                Map.of("token", claim.text("token")));
    }

    private void closed(Told told) {
        Tables.Row claim = claim(told);
        if (told.event().has("refunded_claim")) {
            refund(told, claim);
        }
        String was = claim.text("state");
        claim.set("state", told.text("state"));
        claim.set("closed_at", told.text("at"));
        boolean owed = claim.maybe("intent").isPresent();
        String stood = owed ? Books.claims(claim.text("provider")) : Books.SUSPENSE;
        String loss = owed ? Books.expense(claim.text("provider")) : Books.LOSSES;
        switch (told.text("state")) {
            case "WITHDRAWN" ->
                payments.withdrawn(
                        told.text("intent"),
                        switch (was) {
                            case "OPEN" -> stood;
                            case "REFUNDED" -> Books.FUNDING;
                            default -> loss;
                        });
            case "REFUNDED" -> post(told, claim, stood, Books.FUNDING);
            default -> post(told, claim, stood, loss);
        }
    }

    private static void post(Told told, Tables.Row claim, String source, String destination) {
        told.post(1, claim.text("token"), new Told.Posting(source, destination, claim.units("units")));
    }
}
