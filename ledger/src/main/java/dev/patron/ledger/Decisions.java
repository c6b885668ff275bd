package dev.patron.ledger;

import dev.patron.money.Usd;
import dev.patron.policy.Alternative;
import dev.patron.policy.Code;
import dev.patron.policy.Decision;
import dev.patron.policy.Finding;
import dev.patron.policy.Limit;
import dev.patron.policy.Offer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Records decisions with everything that went into them, so that each can be made again and compared. */
final class Decisions {
    private static final int MESSAGE_CHARS_MOST = 1000;
    private final Events events;

    Decisions(Events events) {
        this.events = events;
    }

    /** Whose decision it is: an event's subject, the shot and the round (0 when a storyboard is judged). */
    record About(Events.Subject subject, String run, String shot, int round) {}

    /** The event's place in the sequence, which is the decision's id. */
    long record(Sql sql, Instant at, About about, Judging.Made made) throws SQLException {
        Map<String, Object> fields = new LinkedHashMap<>(DecisionCodec.write(made));
        fields.put("shot", about.shot());
        fields.put("round", Integer.toString(about.round()));
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
                        DecisionCodec.outcome(made.decision()),
                        lead.flatMap(Finding::code),
                        made.policy(),
                        made.input().request().usd(),
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

    /** One line for people: every reason, the leading one first, with its figures and what would be possible. */
    static String message(Judging.Made made) {
        if (!(made.decision() instanceof Decision.Deny deny)) {
            return made.input().request().usd() + " for "
                    + made.input().request().kind() + " by "
                    + made.input().request().model();
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
}
