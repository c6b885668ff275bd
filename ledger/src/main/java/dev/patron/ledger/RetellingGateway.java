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
            case "account_signed" -> signed(told, payments);
            case "fee_paid" -> {
                payments.token(told);
                told.tables().remove("account_open", told.text("intent"));
                told.insert("network_fee", "intent event:seq tx:transaction coin:asset units booked_at:at");
                told.post(
                        1,
                        told.text("asset"),
                        new Told.Posting(
                                Books.TREASURY, Books.FEES, told.event().units("units")));
            }
            case "key_made" ->
                told.insert("api_key", "id:key holder subject pay_to hash made_at:at expires_at revoked_at=");
            case "key_shortened" -> key(told).set("expires_at", told.text("expires_at"));
            case "key_revoked" -> key(told).set("revoked_at", told.text("at"));
            default -> {} // proofs, answers about them, and counts of an account stand in the events alone
        }
    }

    private static void signed(Told told, RetellingPayments payments) {
        payments.token(told);
        if (told.text("n").equals("1")) {
            told.insert("account_nonce", "network sender nonce:account_nonce intent")
                    .insert("account_open", "intent");
        }
        told.insert("account_transaction", "intent n tx:transaction coin:asset cost_most signed_at request");
    }

    private static Tables.Row key(Told told) {
        return told.tables().get("api_key", told.text("key"));
    }
}
