package dev.patron.ledger;

import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a seller did that no seller may do: an event, and the seller is frozen until somebody has looked.
 *
 * <p>The money is booked as the chain says all the same. A thaw is not undone by the same incident.
 */
final class Incidents {
    private static final String WHAT = "what";
    private static final String TRANSACTION = "receipt_transaction";
    private static final String UNITS = "receipt_units";

    private final Budgets budgets;
    private final Events events;

    Incidents(Budgets budgets, Events events) {
        this.budgets = budgets;
        this.events = events;
    }

    /** The members that an answer's event has when a receipt of success came with it. */
    static Map<String, Object> members(ReceiptClaim claim) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(TRANSACTION, claim.transaction());
        claim.units().ifPresent(units -> members.put(UNITS, units.toString()));
        return members;
    }

    /** What the receipts of success for an intent say, each thing once, oldest first. */
    static List<ReceiptClaim> claims(Sql sql, String intent) throws SQLException {
        List<ReceiptClaim> claims = new ArrayList<>();
        for (Map<String, Object> body : bodies(sql, intent, "answered")) {
            if (body.containsKey(TRANSACTION)) {
                claims.add(new ReceiptClaim(
                        Recovering.text(body, TRANSACTION),
                        body.containsKey(UNITS)
                                ? Optional.of(new BigInteger(Recovering.text(body, UNITS)))
                                : Optional.empty()));
            }
        }
        return claims.stream().distinct().toList();
    }

    private static List<Map<String, Object>> bodies(Sql sql, String intent, String type) throws SQLException {
        return sql
                .list(
                        "SELECT body FROM event WHERE intent = ? AND type = ? ORDER BY seq",
                        row -> row.text("body"),
                        intent,
                        type)
                .stream()
                .map(Json::readObject)
                .toList();
    }

    /** Records a false receipt, once, under every anchor: nothing is signed for the seller after it. */
    void falseReceipt(Sql sql, IntentRecord intent, IncidentFacts facts) throws SQLException {
        Budgets.Locked locked = budgets.lockAll(sql);
        Map<String, Object> fields = members(facts.receipt());
        fields.put(WHAT, facts.what());
        fields.put("chain", facts.chain());
        for (Map<String, Object> known : bodies(sql, intent.id(), "incident")) {
            if (known.entrySet().containsAll(fields.entrySet())) {
                return;
            }
        }
        open(sql, intent, fields, locked.at());
    }

    /** Records a transfer that differs from what was reserved, under the anchors that its settlement holds. */
    void otherTransfer(Sql sql, IntentRecord intent, Map<String, Object> fields, Instant at) throws SQLException {
        Map<String, Object> all = new LinkedHashMap<>(fields);
        all.put(WHAT, "the settlement differs from the reservation");
        open(sql, intent, all, at);
    }

    private void open(Sql sql, IntentRecord intent, Map<String, Object> fields, Instant at) throws SQLException {
        String reason = fields.get(WHAT) + " (" + intent.shot() + " of run " + intent.run() + ")";
        Freezing.set(sql, events, new Freezing.Freeze("provider:" + intent.provider(), reason, at));
        events.append(sql, at, "incident", Events.Subject.of(intent), fields);
    }
}
