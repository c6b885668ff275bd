package dev.patron.ledger;

/** The part of the retelling that is about invoices and keys. */
final class RetellingGateway {
    private RetellingGateway() {}

    static void tell(Told told, RetellingPayments payments) {
        switch (told.type()) {
            case "invoiced" -> {
                payments.token(told);
                told.insert(
                        "invoice",
                        "run shot provider invoice network pay_to payee token:asset units opened_at:opened_at|at");
            }
            case "key_made" ->
                told.insert("api_key", "id:key holder subject pay_to hash made_at:at expires_at revoked_at=");
            case "key_shortened" -> key(told).set("expires_at", told.text("expires_at"));
            case "key_revoked" -> key(told).set("revoked_at", told.text("at"));
            default -> {} // a proof and an answer about one stand in the events alone
        }
    }

    private static Tables.Row key(Told told) {
        return told.tables().get("api_key", told.text("key"));
    }
}
