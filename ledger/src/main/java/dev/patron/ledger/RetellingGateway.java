package dev.patron.ledger;

import java.sql.SQLException;
import java.util.Map;

/** The part of the retelling that is about invoices and keys. */
final class RetellingGateway {
    private RetellingGateway() {}

    static void tell(Told told) throws SQLException {
        switch (told.type()) {
            case "invoiced" -> {
                Intents.ensureToken(told.sql(), DecisionCodec.asset(told.event()));
                told.insert(
                        "invoice",
                        "run shot provider invoice network pay_to payee token:asset units opened_at:opened_at|at");
            }
            case "key_made" ->
                told.insert(
                        "api_key",
                        "id:key holder subject hash made_at:at expires_at",
                        Map.of("pay_to", told.text("pay_to")));
            case "key_shortened" ->
                told.sql()
                        .one(
                                "UPDATE api_key SET expires_at = ? WHERE id = ?",
                                told.text("expires_at"),
                                told.text("key"));
            case "key_revoked" ->
                told.sql().one("UPDATE api_key SET revoked_at = ? WHERE id = ?", told.text("at"), told.text("key"));
            default -> {} // a proof and an answer about one stand in the events alone
        }
    }
}
