package dev.patron.ledger;

import java.util.Map;

/** The part of the retelling that is about keys. */
final class RetellingGateway {
    private RetellingGateway() {}

    static void tell(Told told) {
        switch (told.type()) {
            case "key_made" ->
                told.insert(
                        "api_key",
                        "id:key holder subject hash made_at:at expires_at",
                        Map.of("pay_to", told.text("pay_to")));
            case "key_shortened" ->
                told.tables().get("api_key", told.text("key")).set("expires_at", told.text("expires_at"));
            case "key_revoked" -> told.tables().get("api_key", told.text("key")).set("revoked_at", told.text("at"));
            default -> {} // a proof and an answer about one stand in the events alone
        }
    }
}
