package dev.patron.ledger;

import dev.patron.money.Usd;
import dev.patron.policy.Decision;
import dev.patron.policy.Finding;
import dev.patron.policy.Limit;
import dev.patron.policy.PolicySet;
import dev.patron.policy.Window;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tells the tables what the events say: every row, posting and balance, from the events alone in the order of their
 * numbers. Bytes that no event holds come from {@link SealedBytes}; anchors and buckets are counted when all is told.
 *
 * <p>Needs memory for one policy revision of each digest and no more. Not safe for several threads.
 */
final class Retelling {
    private final SealedBytes sealed;
    private final RetellingPayments payments;
    private final Map<String, PolicySet> policies = new HashMap<>();
    private final Map<String, String> withdrawnFrom = new HashMap<>();

    Retelling(SealedBytes sealed) {
        this.sealed = sealed;
        this.payments = new RetellingPayments(sealed, withdrawnFrom);
    }

    /** Applies one event to the tables, which hold what all before it said. */
    void tell(Sql sql, Fields event) throws SQLException {
        Told told = new Told(sql, event);
        switch (told.type()) {
            case "run_opened" ->
                told.insert(
                        "run",
                        "id:run brief_digest:brief market simulated agent planner budget_micros keyed out_dir:out"
                                + " status=running ended_at= opened_at:opened_at|at");
            case "run_status" -> {
                boolean over = !told.text("status").equals("running");
                sql.one(
                        "UPDATE run SET status = ?, ended_at = ? WHERE id = ?",
                        told.text("status"),
                        over ? told.text("at") : null,
                        told.text("run"));
            }
            case "erased" -> sql.one("UPDATE run SET out_dir = '' WHERE id = ?", told.text("run"));
            case "run_step" -> step(told);
            case "shot_planned" ->
                told.insert("shot", "run shot kind provider model price_micros commitment:prompt")
                        .insert("shot_attempt", "run shot attempt=1");
            case "invoiced", "key_made", "key_shortened", "key_revoked", "proof_issued", "verify_answered" ->
                RetellingGateway.tell(told);
            case "policy_adopted" -> {
                policies.put(told.text("digest"), PolicyCodec.read(event.part("policy")));
                told.insert("policy", "digest event:seq");
            }
            case "frozen" -> {
                sql.update("DELETE FROM frozen WHERE scope = ?", told.text("scope"));
                told.insert("frozen", "scope reason since:at");
            }
            case "thawed" -> sql.update("DELETE FROM frozen WHERE scope = ?", told.text("scope"));
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

    private static void wallet(Told told) throws SQLException {
        switch (told.type()) {
            case "wallet_moved" -> moved(told);
            case "wallet_adopted" -> {
                Intents.ensureToken(told.sql(), DecisionCodec.asset(told.event()));
                told.insert(
                        "wallet",
                        "token:asset address:wallet adopted_block:block adopted_hash:block_hash adopted_at:at"
                                + " matched_block:block");
                post(told, Books.OPENING, Books.TREASURY, "balance");
            }
            case "wallet_matched" ->
                told.sql()
                        .one(
                                "UPDATE wallet SET matched_block = ? WHERE token = ? AND address = ?",
                                told.event().number("block"),
                                told.text("asset"),
                                told.text("wallet"));
            default -> {
                post(told, Books.TREASURY, Books.FUNDING, "units");
                told.sql()
                        .one(
                                "DELETE FROM movement WHERE token = ? AND tx = ? AND log_index = ?",
                                told.text("asset"),
                                told.text("transaction"),
                                told.event().number("log_index"));
            }
        }
    }

    private static void post(Told told, String source, String destination, String units) throws SQLException {
        Books.post(
                told.sql(),
                new Books.Line(told.seq(), 1, told.text("asset")),
                source,
                destination,
                told.event().units(units));
    }

    private void step(Told told) throws SQLException {
        Optional<byte[]> body = sealed.step(told.text("run"), told.text("body"));
        if (body.isPresent()) {
            told.insert("run_step", "run seq:step kind recorded_at:at", Map.of("body", body.get()));
        }
    }

    private void decided(Told told) throws SQLException {
        Fields event = told.event();
        PolicySet policy = Optional.ofNullable(policies.get(told.text("policy")))
                .orElseThrow(() -> new IllegalArgumentException("no event holds the policy of this decision"));
        Judging.Made made = Judging.judge(policy, DecisionCodec.read(event));
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
        lead.code().ifPresent(code -> columns.put("code", code));
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

    private static void moved(Told told) throws SQLException {
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
        RetellingBudgets.unexplained(
                told.sql(),
                told.event().flag("simulated"),
                Window.bucketOf(Instant.parse(told.text("block_time"))),
                Usd.ofMicros(told.event().number("usd_micros")));
    }

    private record Claim(
            long id, Optional<String> intent, String provider, String token, BigInteger units, String state) {}

    private static Claim claim(Told told) throws SQLException {
        boolean numbered = told.event().has("claim") || told.event().has("refunded_claim");
        String number = told.text(told.event().has("claim") ? "claim" : "refunded_claim");
        return told.sql()
                .first(
                        "SELECT * FROM claim WHERE " + (numbered ? "id = ?" : "intent = ?"),
                        row -> new Claim(
                                row.number("id"),
                                row.maybe("intent"),
                                row.text("provider"),
                                row.text("token"),
                                row.units("units"),
                                row.text("state")),
                        numbered ? number : told.text("intent"))
                .orElseThrow(() -> new IllegalArgumentException("no event opened this claim"));
    }

    private static void refund(Told told, Claim claim) throws SQLException {
        told.insert(
                "refund", "tx:transaction log_index claim:refunded_claim event:seq", Map.of("token", claim.token()));
    }

    private void closed(Told told) throws SQLException {
        Claim claim = claim(told);
        if (told.event().has("refunded_claim")) {
            refund(told, claim);
        }
        told.sql()
                .one(
                        "UPDATE claim SET state = ?, closed_at = ? WHERE id = ?",
                        told.text("state"),
                        told.text("at"),
                        claim.id());
        boolean owed = claim.intent().isPresent();
        String stood = owed ? Books.claims(claim.provider()) : Books.SUSPENSE;
        String loss = owed ? Books.expense(claim.provider()) : Books.LOSSES;
        switch (told.text("state")) {
            case "WITHDRAWN" ->
                withdrawnFrom.put(
                        told.text("intent"),
                        switch (claim.state()) {
                            case "OPEN" -> stood;
                            case "REFUNDED" -> Books.FUNDING;
                            default -> loss;
                        });
            case "REFUNDED" -> post(told, claim, stood, Books.FUNDING);
            default -> post(told, claim, stood, loss);
        }
    }

    private static void post(Told told, Claim claim, String source, String destination) throws SQLException {
        Books.post(told.sql(), new Books.Line(told.seq(), 1, claim.token()), source, destination, claim.units());
    }
}
