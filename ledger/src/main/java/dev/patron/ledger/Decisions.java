package dev.patron.ledger;

import dev.patron.money.Usd;
import dev.patron.policy.Alternative;
import dev.patron.policy.Code;
import dev.patron.policy.Decision;
import dev.patron.policy.Finding;
import dev.patron.policy.Limit;
import dev.patron.policy.Offer;
import dev.patron.policy.SpendRequest;
import dev.patron.policy.SpendState;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Records decisions with everything that went into them, so that each can be made again and compared. */
final class Decisions {
    private static final int MESSAGE_CHARS_MOST = 1000;
    private final Events events;

    Decisions(Events events) {
        this.events = events;
    }

    /** Whose decision it is: an event's subject, the shot and the round (0 when a storyboard is judged). */
    record About(Events.Subject subject, String run, String shot, int round) {}

    /** What was decided, and from what. */
    record Judgement(
            String policy, SpendRequest request, SpendState state, Decision decision, Optional<Alternative> instead) {}

    /** The event's place in the sequence, which is the decision's id. */
    long record(Sql sql, Instant at, About about, Judgement made) throws SQLException {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("shot", about.shot());
        fields.put("round", Integer.toString(about.round()));
        fields.put("outcome", outcome(made.decision()));
        fields.put("policy", made.policy());
        fields.put("request", request(made.request()));
        fields.put("state", state(made.state()));
        fields.put(
                "findings",
                made.decision().findings().stream().map(Decisions::finding).toList());
        made.instead().ifPresent(instead -> fields.put("instead", alternative(instead)));
        long event = events.append(sql, at, "decided", about.subject(), fields);
        Optional<Finding> lead = made.decision() instanceof Decision.Deny deny
                ? Optional.of(deny.denials().getFirst())
                : Optional.empty();
        Optional<Finding.Numbers> numbers = lead.flatMap(Finding::numbers);
        insert(
                sql,
                at,
                about,
                new Row(
                        event,
                        outcome(made.decision()),
                        lead.flatMap(Finding::code),
                        made.policy(),
                        made.request().usd(),
                        numbers,
                        message(made)));
        return event;
    }

    /** Why nothing came of a round, and what its outcome is called. */
    record Refusal(Code code, String message, String outcome) {}

    /** Records a refusal that no rule made: a demand that differs from the catalogue, or a seller that will not sell. */
    long refusal(Sql sql, Instant at, About about, Refusal refused) throws SQLException {
        String clipped = Foreign.clip(refused.message(), MESSAGE_CHARS_MOST);
        Map<String, Object> fields = Json.object(
                "shot", about.shot(),
                "round", Integer.toString(about.round()),
                "outcome", refused.outcome(),
                "code", refused.code().name(),
                "message", clipped);
        long event = events.append(sql, at, "refused", about.subject(), fields);
        insert(
                sql,
                at,
                about,
                new Row(
                        event,
                        refused.outcome(),
                        Optional.of(refused.code()),
                        "",
                        Usd.ZERO,
                        Optional.empty(),
                        clipped));
        return event;
    }

    private record Row(
            long event,
            String outcome,
            Optional<Code> code,
            String policy,
            Usd usd,
            Optional<Finding.Numbers> numbers,
            String message) {}

    private static void insert(Sql sql, Instant at, About about, Row row) throws SQLException {
        sql.one(
                "INSERT INTO decision (event, run, shot, intent, round, outcome, code, policy, usd_micros,"
                        + " limit_micros, spent_micros, reserved_micros, frees_at, message, decided_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row.event(),
                about.run(),
                about.shot(),
                about.subject().intent(),
                about.round(),
                row.outcome(),
                row.code().map(Code::name).orElse(null),
                row.policy(),
                row.usd(),
                row.numbers()
                        .flatMap(
                                n -> n.limit() instanceof Limit.AtMost(Usd most) ? Optional.of(most) : Optional.empty())
                        .orElse(null),
                row.numbers().map(n -> n.used().spent()).orElse(null),
                row.numbers().map(n -> n.used().reserved()).orElse(null),
                row.numbers().flatMap(Finding.Numbers::freesAt).orElse(null),
                row.message(),
                at);
    }

    private static String outcome(Decision decision) {
        return switch (decision) {
            case Decision.Permit _ -> "PERMIT";
            case Decision.Refer _ -> "REFER";
            case Decision.Deny _ -> "DENY";
        };
    }

    /** One line for people: every reason, the leading one first, with its figures and what would be possible. */
    static String message(Judgement made) {
        if (!(made.decision() instanceof Decision.Deny deny)) {
            return made.request().usd() + " for " + made.request().kind() + " by "
                    + made.request().model();
        }
        StringBuilder text = new StringBuilder();
        for (Finding finding : deny.denials()) {
            text.append(text.isEmpty() ? "" : "; also ");
            text.append(finding.code().map(Code::meaning).orElse("denied")).append(" (");
            text.append(finding.rule()).append(": ").append(finding.measured());
            finding.numbers().flatMap(Finding.Numbers::remaining).ifPresent(left -> text.append(", remaining ")
                    .append(left));
            finding.numbers().flatMap(Finding.Numbers::freesAt).ifPresent(at -> text.append(", frees at ")
                    .append(at));
            text.append(')');
        }
        made.instead().ifPresent(instead -> text.append("; ")
                .append(
                        switch (instead) {
                            case Alternative.Instead(Offer offer) ->
                                "allowed instead: " + offer.kind() + " by " + offer.model() + " for "
                                        + offer.amount().inUsd();
                            case Alternative.Later(Instant at) -> "allowed from " + at;
                        }));
        return Foreign.clip(text.toString(), MESSAGE_CHARS_MOST);
    }

    private static Map<String, Object> request(SpendRequest request) {
        Map<String, Object> map = Json.object(
                "agent", request.agent(),
                "run", request.run(),
                "line_item", request.lineItem(),
                "provider", request.provider(),
                "kind", request.kind(),
                "model", request.model(),
                "payee", request.payee().toString(),
                "asset", request.amount().asset().id(),
                "units", request.amount().units().toString(),
                "usd_micros", Long.toString(request.usd().micros()));
        request.briefBudget().ifPresent(budget -> map.put("brief_budget_micros", Long.toString(budget.micros())));
        return map;
    }

    private static Map<String, Object> state(SpendState state) {
        Map<String, Object> tallies = new TreeMap<>();
        state.tallies()
                .forEach((window, tally) -> tallies.put(
                        window.name(),
                        Json.object(
                                "spent_micros", Long.toString(tally.spent().micros()),
                                "reserved_micros",
                                        Long.toString(tally.reserved().micros()))));
        Map<String, Object> rolling = new TreeMap<>();
        state.rolling().forEach((start, usd) -> rolling.put(start.toString(), Long.toString(usd.micros())));
        return Json.object(
                "at", state.at().toString(),
                "tallies", tallies,
                "rolling", rolling,
                "recent_payments",
                        state.recentPayments().stream().map(Instant::toString).toList(),
                "funds_units", state.fundsUnits().toString(),
                "frozen", List.copyOf(new TreeSet<>(state.frozen())),
                "unresolved", state.unresolved());
    }

    private static Map<String, Object> finding(Finding finding) {
        Map<String, Object> map = Json.object(
                "rule", finding.rule(), "verdict", finding.verdict().name(), "measured", finding.measured());
        finding.code().ifPresent(code -> map.put("code", code.name()));
        finding.numbers().ifPresent(numbers -> {
            map.put("limit", numbers.limit().toString());
            map.put("spent", numbers.used().spent().toString());
            map.put("reserved", numbers.used().reserved().toString());
            numbers.remaining().ifPresent(left -> map.put("remaining", left.toString()));
            numbers.freesAt().ifPresent(at -> map.put("frees_at", at.toString()));
        });
        return map;
    }

    private static Map<String, Object> alternative(Alternative instead) {
        return switch (instead) {
            case Alternative.Instead(Offer offer) ->
                Json.object(
                        "provider", offer.provider(),
                        "kind", offer.kind(),
                        "model", offer.model(),
                        "usd", offer.amount().inUsd().toString());
            case Alternative.Later(Instant at) -> Json.object("from", at.toString());
        };
    }
}
