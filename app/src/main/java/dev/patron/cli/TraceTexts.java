package dev.patron.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** What is traced and what is erased, as text for people. */
final class TraceTexts {
    private TraceTexts() {}

    static String trace(JsonNode document) {
        StringBuilder text = new StringBuilder();
        text.append("traced ")
                .append(Texts.plain(document, "kind"))
                .append(' ')
                .append(Texts.plain(document, "id"))
                .append('\n');
        document.path("purchases").forEach(one -> purchase(text.append('\n'), one));
        document.path("movements").forEach(one -> movement(text.append('\n'), one));
        if (document.path("purchases").isEmpty() && document.path("movements").isEmpty()) {
            text.append("no shot was planned for it\n");
        }
        return text.toString();
    }

    private static void purchase(StringBuilder text, JsonNode one) {
        JsonNode run = one.path("run");
        if (run.path("simulated").asBoolean()) {
            text.append("SIMULATED: no real money, no real seller\n");
        }
        JsonNode brief = one.path("brief");
        row(text, "brief", Texts.plain(brief, "title"));
        row(text, "", "sha256 " + Texts.plain(brief, "sha256"));
        row(text, "", among("erased at ", brief, "erased_at"));
        row(
                text,
                "run",
                Texts.plain(run, "run") + ", " + Texts.plain(run, "status") + ", at " + Texts.plain(run, "market")
                        + " as agent " + Texts.plain(run, "agent"));
        row(text, "", "from " + Texts.plain(run, "opened_at") + among(" to ", run, "ended_at"));
        JsonNode shot = one.path("shot");
        row(
                text,
                "shot",
                Texts.plain(shot, "shot") + ", " + Texts.plain(shot, "kind") + " by " + Texts.plain(shot, "model")
                        + " of " + Texts.plain(shot, "provider") + ", " + Texts.plain(shot, "price_usd") + " USD");
        row(text, "", among("attempt ", one.path("purchase"), "attempt"));
        JsonNode invoice = one.path("invoice");
        row(text, "invoice", Texts.plain(invoice, "invoice") + among(" of ", invoice, "provider"));
        row(text, "", among("to be paid to ", invoice, "pay_to") + among(" on ", invoice, "network"));
        row(text, "intent", Texts.plain(one.path("purchase"), "intent"));
        money(text, one);
        JsonNode generation = one.path("generation");
        row(text, "generation", Texts.plain(generation, "id") + among(", ", generation, "status"));
        one.path("assets").forEach(asset -> asset(text, asset));
        JsonNode claim = one.path("claim");
        row(text, "claim", Texts.plain(claim, "claim") + among(", ", claim, "state") + among(", ", claim, "reason"));
    }

    private static void money(StringBuilder text, JsonNode one) {
        JsonNode decision = one.path("decision");
        row(
                text,
                "decision",
                Texts.plain(decision, "decision")
                        + among(" ", decision, "outcome")
                        + among(" ", decision, "code")
                        + among(" at ", decision, "decided_at"));
        row(text, "", among("policy ", decision, "policy"));
        JsonNode held = one.path("reservation");
        row(
                text,
                "reserved",
                Texts.plain(held, "usd") + among(" USD, ", held, "state") + among(", at ", held, "reserved_at"));
        JsonNode signed = one.path("authorization");
        row(text, "nonce", Texts.plain(signed, "nonce"));
        row(text, "", among("payee ", signed, "payee"));
        row(text, "", among("from ", signed, "authorizer"));
        row(text, "", among("valid before ", signed, "valid_before"));
        row(text, "payment", Texts.plain(one.path("purchase"), "payment"));
        for (JsonNode proof : one.path("proofs")) {
            String end = proof.path("final").asBoolean() ? ", final" : ", not final";
            row(
                    text,
                    "",
                    Texts.plain(proof, "kind") + " in block " + Texts.plain(proof, "block") + " at "
                            + Texts.plain(proof, "block_time") + end);
            row(text, "", among("transaction ", proof, "transaction"));
        }
    }

    private static void asset(StringBuilder text, JsonNode asset) {
        row(
                text,
                "file",
                Texts.plain(asset, "sha256") + ", " + Texts.plain(asset, "media_type") + ", "
                        + Texts.plain(asset, "bytes") + " bytes");
        row(text, "", among("delivered as ", asset, "delivered") + among(", ", asset, "delivered_is"));
        row(text, "", asset.path("store").isNull() ? "not in the store" : among("in the store ", asset, "store"));
    }

    private static void movement(StringBuilder text, JsonNode moved) {
        row(text, "movement", Texts.plain(moved, "kind") + " of the wallet, without a purchase");
        row(text, "", Texts.plain(moved, "units") + " units of " + Texts.plain(moved, "asset"));
        row(text, "", "counterparty " + Texts.plain(moved, "counterparty"));
        row(text, "", "transaction " + Texts.plain(moved, "transaction") + " in block " + Texts.plain(moved, "block"));
        JsonNode claim = moved.path("claim");
        row(text, "claim", Texts.plain(claim, "claim") + among(", ", claim, "state") + among(", ", claim, "reason"));
    }

    /** A line, unless there is nothing to say. */
    private static void row(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append(name)
                    .append(" ".repeat(12 - name.length()))
                    .append(value)
                    .append('\n');
        }
    }

    private static String among(String before, JsonNode node, String key) {
        String value = Texts.plain(node, key);
        return value.isEmpty() ? "" : before + value;
    }

    static String erasure(JsonNode document) {
        StringBuilder text = new StringBuilder();
        for (JsonNode run : document.path("runs")) {
            text.append(Texts.plain(document, "status")).append(" run ").append(Texts.plain(run, "run"));
            text.append(run.path("before").asBoolean() ? ", which was erased before: " : ": ");
            text.append(Texts.plain(run, "sealed_steps")).append(" sealed entries, ");
            text.append(Texts.plain(run, "sealed_requests")).append(" sealed requests, ");
            text.append(Texts.plain(run, "stored_files")).append(" stored files\n");
            if (!run.path("out").isNull()) {
                text.append("  the delivery folder is yours and stays: ")
                        .append(Texts.plain(run, "out"))
                        .append('\n');
            }
        }
        return text.toString();
    }
}
