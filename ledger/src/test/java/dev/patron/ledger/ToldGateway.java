package dev.patron.ledger;

/** What events tell of invoices, keys and transactions of accounts, and of the tokens that they name. */
abstract class ToldGateway extends ToldTables {
    final void gateway(String shot) {
        switch (text("type")) {
            case "invoiced" -> {
                token();
                put("invoice", shot, "run shot provider invoice network pay_to payee token:asset units")
                        .put("opened_at", e.maybeText("opened_at").orElse(text("at")));
            }
            case "account_signed" -> {
                token();
                if (text("n").equals("1")) {
                    put("account_nonce", text("intent"), "network sender nonce:account_nonce intent");
                    put("account_open", text("intent"), "intent");
                }
                put(
                        "account_transaction",
                        text("transaction"),
                        "intent n tx:transaction coin:asset cost_most signed_at request");
            }
            case "fee_paid" -> {
                table("account_open").remove(text("intent"));
                put("network_fee", text("intent"), "intent event:seq tx:transaction coin:asset units booked_at:at");
            }
            case "key_made" ->
                put("api_key", text("key"), "id:key holder subject pay_to hash made_at:at expires_at revoked_at=");
            case "key_shortened" -> row("api_key", text("key")).put("expires_at", text("expires_at"));
            case "key_revoked" -> row("api_key", text("key")).put("revoked_at", text("at"));
            default -> throw new IllegalStateException(text("type"));
        }
    }

    final void token() {
        String[] id = text("asset").split("/erc20:", 2);
        if (!table("token").containsKey(text("asset"))) {
            Row token = put("token", text("asset"), "id:asset symbol decimals peg_micros");
            token.put("network", id[0]);
            token.put("contract", id[1]);
        }
    }
}
