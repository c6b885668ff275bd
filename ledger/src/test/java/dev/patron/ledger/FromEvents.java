package dev.patron.ledger;

import dev.patron.policy.Code;
import dev.patron.policy.PolicySet;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the tables must hold, told from nothing but the events: a second telling that shows that no row holds anything
 * that the events do not. Sealed bytes stand as their SHA-256.
 */
final class FromEvents extends ToldGateway {
    private final Map<String, PolicySet> policies = new HashMap<>();

    private FromEvents() {}

    /** Every difference between the tables and what the events tell of them; empty when there is none. */
    static List<String> differences(Bench bench) {
        FromEvents told = new FromEvents();
        for (EventRecord event : bench.reader().events(0, 1_000_000)) {
            told.e = Fields.read(event.body());
            told.tell();
        }
        List<String> differences = new ArrayList<>();
        try (Connection owner = bench.connect(Bench.Login.OWNER)) {
            for (String table : TABLES) {
                List<String> held = rows(owner, table);
                List<String> expected =
                        told.table(table).values().stream().map(Row::toString).toList();
                held.stream()
                        .filter(row -> !expected.contains(row))
                        .forEach(row -> differences.add(table + " holds " + row));
                expected.stream()
                        .filter(row -> !held.contains(row))
                        .forEach(row -> differences.add(table + " lacks " + row));
            }
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
        return differences;
    }

    private static String address(String account) {
        return account.substring(account.lastIndexOf(':') + 1);
    }

    private void tell() {
        String shot = text("run") + text("shot");
        switch (text("type")) {
            case "run_opened" ->
                put(
                                "run",
                                text("run"),
                                "id:run brief_digest:brief market simulated agent planner budget_micros keyed"
                                        + " out_dir:out status=running ended_at=")
                        .put("opened_at", e.maybeText("opened_at").orElse(text("at")));
            case "run_status" -> {
                row("run", text("run")).put("status", text("status"));
                row("run", text("run")).put("ended_at", text("status").equals("running") ? "" : text("at"));
            }
            case "erased" -> row("run", text("run")).put("out_dir", "");
            case "run_step" -> put("run_step", text("run") + text("step"), "run seq:step kind body recorded_at:at");
            case "shot_planned" -> {
                put("shot", shot, "run shot kind provider model price_micros commitment:prompt");
                put("shot_attempt", shot, "run shot attempt=1");
            }
            case "policy_adopted" -> {
                policies.put(text("digest"), PolicyCodec.read(e.part("policy")));
                put("policy", text("seq"), "digest event:seq");
            }
            case "invoiced", "account_signed", "fee_paid", "key_made", "key_shortened", "key_revoked" -> gateway(shot);
            case "frozen" -> put("frozen", text("scope"), "scope reason since:at");
            case "thawed" -> table("frozen").remove(text("scope"));
            case "decided", "refused" -> decision();
            case "wallet_adopted", "wallet_moved", "wallet_reversed", "wallet_matched" -> wallet();
            case "claim_closed" -> {
                Row claim = e.has("claim")
                        ? row("claim", text("claim"))
                        : e.has("refunded_claim") ? refund() : claimOf(text("intent"));
                claim.put("state", text("state"));
                claim.put("closed_at", text("at"));
            }
            case "refund_seen" -> refund();
            case "intended" -> {
                token();
                put(
                        "intent",
                        text("intent"),
                        "id:intent run shot attempt agent provider token:asset authorizer nonce payment=INTENT"
                                + " fulfilment=NONE note= round=0 opened_at:at");
            }
            default -> {
                if (e.has("intent")) {
                    intent(row("intent", text("intent")));
                }
            }
        }
    }

    private Row refund() {
        Row claim = row("claim", text("refunded_claim"));
        put("refund", text("refunded_claim"), "tx:transaction log_index claim:refunded_claim event:seq")
                .put("token", claim.get("token"));
        return claim;
    }

    private Row claimOf(String intent) {
        return table("claim").values().stream()
                .filter(row -> row.get("intent").equals(intent))
                .findFirst()
                .orElseThrow();
    }

    private void wallet() {
        String wallet = text("asset") + text("wallet");
        String movement = text("asset") + text("transaction") + text("log_index");
        switch (text("type")) {
            case "wallet_adopted" -> {
                token();
                put(
                        "wallet",
                        wallet,
                        "token:asset address:wallet adopted_block:block adopted_hash:block_hash adopted_at:at"
                                + " matched_block:block");
            }
            case "wallet_matched" -> row("wallet", wallet).put("matched_block", text("block"));
            case "wallet_reversed" -> table("movement").remove(movement);
            default -> {
                put(
                        "movement",
                        movement,
                        "token:asset tx:transaction log_index event:seq kind wallet counterparty units"
                                + " block_number:block");
                if (e.has("claim")) {
                    put(
                            "claim",
                            text("claim"),
                            "id:claim event:seq run= intent= provider= token:asset units usd_micros"
                                    + " reason=UNEXPLAINED_OUTFLOW state=OPEN opened_at:at closed_at=");
                }
            }
        }
    }

    private void decision() {
        boolean judged = text("type").equals("decided");
        Optional<Fields> lead = judged
                ? e.parts("findings").stream()
                        .filter(finding -> finding.text("verdict").equals("DENY"))
                        .min(Comparator.comparing(finding -> Code.valueOf(finding.text("code"))))
                : Optional.empty();
        Row row = put(
                "decision",
                text("seq"),
                "event:seq run shot intent round outcome code policy message decided_at:at usd_micros=0 limit_micros="
                        + " spent_micros= reserved_micros= frees_at=");
        if (judged) {
            PolicySet policy = Objects.requireNonNull(policies.get(text("policy")));
            row.put("message", Decisions.message(Judging.judge(policy, DecisionCodec.read(e))));
            row.put("usd_micros", e.part("request").text("usd_micros"));
        }
        lead.ifPresent(finding -> {
            row.put("code", finding.text("code"));
            row.put("limit_micros", micros(finding.maybeText("limit")));
            row.put("spent_micros", micros(finding.maybeText("spent")));
            row.put("reserved_micros", micros(finding.maybeText("reserved")));
            row.put("frees_at", finding.maybeText("frees_at").orElse(""));
        });
        boolean quoted =
                e.has("intent") && row("intent", text("intent")).get("payment").equals("QUOTED");
        if (quoted && text("outcome").equals("DENY")) {
            row("intent", text("intent")).put("payment", "DENIED");
        }
    }

    private static String micros(Optional<String> usd) {
        return usd.filter(text -> !text.equals("unlimited"))
                .map(text -> new BigDecimal(text)
                        .movePointRight(6)
                        .toBigIntegerExact()
                        .toString())
                .orElse("");
    }

    private void intent(Row intent) {
        String id = text("intent");
        switch (text("type")) {
            case "quoted" -> {
                intent.put("payment", "QUOTED");
                intent.put("round", text("round"));
                if (e.has("payee")) {
                    put(
                                    "quote",
                                    id + text("round"),
                                    "intent round event:seq units usd_micros demand_digest:demand quoted_at:at")
                            .put("payee", address(text("payee")));
                }
            }
            case "left" -> intent.put("payment", text("to"));
            case "reserved", "recovered" -> hold(intent);
            case "voided" -> {
                intent.put("payment", "VOIDED");
                row("reservation", id + text("round")).put("state", "voided");
                release(id);
            }
            case "authorized", "signature_restored" -> {
                if (text("type").equals("authorized")) {
                    intent.put("payment", "AUTHORIZED");
                }
                put(
                                "signed_payment",
                                id,
                                "intent round payee units domain_name domain_version valid_before from_block request")
                        .put("signed_at", e.maybeText("signed_at").orElse(text("at")));
            }
            case "answered" -> {
                put("attempt", id + text("n"), "intent n outcome status claimed_transaction answered_at:at");
                if (intent.get("payment").equals("AUTHORIZED")) {
                    intent.put("payment", "UNKNOWN");
                }
            }
            case "proved" -> proved(intent);
            default -> goods(intent);
        }
    }

    private void hold(Row intent) {
        String id = text("intent");
        boolean back = text("type").equals("recovered");
        if (back && text("was").equals("RESERVED")) {
            row("reservation", id + intent.get("round")).put("state", "voided");
        }
        intent.put("payment", back ? "UNKNOWN" : "RESERVED");
        intent.put("round", text("round"));
        Row held = put(
                "reservation",
                id + text("round"),
                "intent round simulated units usd_micros moved_units=0 moved_micros=0 bucket policy state=pending");
        List.of("agent", "run", "provider", "token").forEach(pinned -> held.put(pinned, intent.get(pinned)));
        held.put("decision", back ? "0" : text("decision"));
        held.put("payee", address(text("payee")));
        held.put("reserved_at", e.maybeText("reserved_at").orElse(text("at")));
        keep(intent);
        Row attempt = row("shot_attempt", shotOf(intent));
        attempt.put("attempt", Integer.toString(Math.max(attempt.number("attempt"), intent.number("attempt"))));
    }

    private static String shotOf(Row intent) {
        return intent.get("run") + intent.get("shot");
    }

    private void keep(Row intent) {
        if (!table("live_shot").containsKey(shotOf(intent))) {
            Row live = new Row();
            live.put("run", intent.get("run"));
            live.put("shot", intent.get("shot"));
            live.put("intent", intent.get("id"));
            table("live_shot").put(shotOf(intent), live);
        }
    }

    private void release(String id) {
        table("live_shot").values().removeIf(row -> row.get("intent").equals(id));
    }

    private void proved(Row intent) {
        put(
                "proof",
                text("seq"),
                "event:seq intent kind tx:transaction block_number:block block_hash block_time payee units final");
        Row held = row("reservation", intent.get("id") + intent.get("round"));
        switch (text("kind")) {
            case "SETTLED" -> {
                if (!intent.get("payment").equals("SETTLED")) {
                    Row token = row("token", intent.get("token"));
                    BigInteger[] usd = e.units("units")
                            .multiply(new BigInteger(token.get("peg_micros")))
                            .divideAndRemainder(BigInteger.TEN.pow(token.number("decimals")));
                    move(held, "posted", text("units"), usd[0].add(BigInteger.valueOf(usd[1].signum())));
                }
                intent.put("payment", "SETTLED");
            }
            case "REVERSED" -> {
                intent.put("payment", "UNKNOWN");
                move(held, "pending", "0", BigInteger.ZERO);
                keep(intent);
            }
            default -> died(intent, held);
        }
    }

    private static void move(Row held, String state, String units, BigInteger micros) {
        held.put("state", state);
        held.put("moved_units", units);
        held.put("moved_micros", micros.toString());
    }

    private void died(Row intent, Row held) {
        String id = intent.get("id");
        intent.put("payment", text("kind"));
        held.put("state", "expired");
        table("account_open").remove(id);
        release(id);
        table("intent").values().stream()
                .filter(other -> shotOf(other).equals(shotOf(intent)))
                .sorted(Comparator.comparingInt(other -> other.number("attempt")))
                .filter(other -> PaymentState.valueOf(other.get("payment")).atRisk()
                        || (other.get("payment").equals("SETTLED")
                                && !(other.get("fulfilment").equals("FAILED")
                                        && other.number("attempt") < intent.number("attempt"))))
                .forEach(this::keep);
        boolean stored = table("stored_asset").values().stream()
                .anyMatch(row -> row.get("intent").equals(id));
        Row current = row("shot_attempt", shotOf(intent));
        if (!stored && current.get("attempt").equals(intent.get("attempt"))) {
            current.put("attempt", Integer.toString(intent.number("attempt") + 1));
        }
    }

    private void goods(Row intent) {
        String id = text("intent");
        switch (text("type")) {
            case "generating" -> {
                intent.put("fulfilment", "GENERATING");
                intent.put("note", "");
                put("generation", id, "intent handle status=pending progress=0 deadline polled_at:at");
            }
            case "polled" -> {
                row("generation", id).put("status", text("status"));
                row("generation", id).put("progress", text("progress"));
                row("generation", id).put("polled_at", text("at"));
            }
            case "stored" -> put("stored_asset", id + text("n"), "intent n sha256 media_type bytes stored_at:at");
            case "fulfilment" -> {
                intent.put("fulfilment", text("to"));
                intent.put("note", text("note"));
            }
            case "retry_allowed" -> {
                row("shot_attempt", shotOf(intent)).put("attempt", text("attempt"));
                release(id);
            }
            case "claim_opened" -> {
                Optional<Row> known = Optional.ofNullable(table("claim").get(text("claim")));
                put(
                                "claim",
                                text("claim"),
                                "id:claim event:seq run intent provider token:asset units usd_micros reason state=OPEN"
                                        + " closed_at=")
                        .put("opened_at", known.map(row -> row.get("opened_at")).orElse(text("at")));
            }
            default -> {}
        }
    }
}
