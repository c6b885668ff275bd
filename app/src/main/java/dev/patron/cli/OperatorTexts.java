package dev.patron.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What the switch and the claims answer, as text for people. */
final class OperatorTexts {
    private OperatorTexts() {}

    static String switched(JsonNode document) {
        String scope = Texts.plain(document, "scope");
        String since = Texts.plain(document, "since") + ": " + Texts.plain(document, "reason");
        StringBuilder text = new StringBuilder(
                switch (Texts.plain(document, "status")) {
                    case "frozen" ->
                        scope + " is frozen since " + since + "\nnothing more is signed there until `patron" + " thaw "
                                + scope + "`; `patron resume` then offers again what was refused\n";
                    case "already-frozen" -> scope + " was frozen already, since " + since + "; nothing was changed\n";
                    case "thawed" -> scope + " is thawed; it was frozen since " + since + "\n";
                    default -> scope + " was not frozen; nothing was changed\n";
                });
        if (document.path("outstanding").isEmpty()) {
            return text.append("no signature is outstanding\n").toString();
        }
        text.append("\nsigned before, and able to move until each dies:\n");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("run", "shot", "payment", "USD", "payee", "dies at"));
        for (JsonNode row : document.path("outstanding")) {
            rows.add(List.of(
                    Texts.shortened(Texts.plain(row, "run")),
                    Texts.plain(row, "shot"),
                    Texts.plain(row, "payment"),
                    Texts.plain(row, "usd"),
                    Texts.plain(row, "payee"),
                    row.path("dies_at").isNull() ? "unknown" : Texts.plain(row, "dies_at")));
        }
        return text.append(Texts.table(rows)).toString();
    }

    static String claims(JsonNode document) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("claim", "state", "seller", "USD", "reason", "shot", "run", "opened", "closed", "refund"));
        for (JsonNode claim : document.path("claims")) {
            rows.add(List.of(
                    Texts.plain(claim, "claim"),
                    Texts.plain(claim, "state"),
                    Texts.plain(claim, "provider"),
                    Texts.plain(claim, "usd"),
                    Texts.plain(claim, "reason"),
                    Texts.plain(claim, "shot"),
                    Texts.shortened(Texts.plain(claim, "run")),
                    Texts.plain(claim, "opened_at"),
                    Texts.plain(claim, "closed_at"),
                    Texts.plain(claim.path("refund"), "transaction")));
        }
        return rows.size() == 1
                ? "no claims\n"
                : Texts.table(rows) + "open: " + Texts.plain(document, "open_usd") + " USD\n";
    }

    static String claim(JsonNode claim) {
        List<List<String>> facts = new ArrayList<>();
        fact(facts, "claim", Texts.plain(claim, "claim") + " " + Texts.plain(claim, "state"));
        fact(facts, "reason", Texts.plain(claim, "reason"));
        fact(facts, "amount", Texts.plain(claim, "usd") + " USD");
        fact(facts, "seller", Texts.plain(claim, "provider"));
        fact(facts, "about", about(claim));
        fact(facts, "opened", Texts.plain(claim, "opened_at"));
        fact(facts, "closed", Texts.plain(claim, "closed_at"));
        fact(facts, "note", Texts.plain(claim.path("closing"), "note"));
        fact(facts, "refund named", Texts.plain(claim.path("closing"), "transaction"));
        fact(facts, "refund", refund(claim.path("refund")));
        fact(facts, "decision", Texts.plain(claim, "decision"));
        fact(facts, "policy", Texts.plain(claim, "policy"));
        fact(facts, "demand", Texts.plain(claim, "demand_digest"));
        fact(facts, "request", Texts.plain(claim, "request_digest"));
        JsonNode signed = claim.path("authorization");
        for (String key : List.of("authorizer", "payee", "units", "asset", "nonce", "signed_at", "valid_before")) {
            fact(facts, key.replace('_', ' '), Texts.plain(signed, key));
        }
        JsonNode generation = claim.path("generation");
        fact(facts, "generation", Texts.plain(generation, "id"));
        fact(facts, "last said", last(generation));
        return Texts.table(facts) + attempts(claim) + proofs(claim) + candidates(claim) + history(claim);
    }

    private static String about(JsonNode claim) {
        return claim.path("run").isNull()
                ? "money that left the wallet without an intent"
                : Texts.plain(claim, "shot") + " of run " + Texts.plain(claim, "run");
    }

    private static String last(JsonNode generation) {
        return generation.isObject()
                ? Texts.plain(generation, "status") + ", " + Texts.plain(generation, "progress") + " percent; deadline "
                        + Texts.plain(generation, "deadline")
                : "";
    }

    /** A line, unless there is nothing to say. */
    private static void fact(List<List<String>> facts, String name, String value) {
        if (!value.isEmpty()) {
            facts.add(List.of(name, value));
        }
    }

    private static String attempts(JsonNode claim) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("attempt", "answered at", "outcome", "status", "transaction that the seller named"));
        for (JsonNode attempt : claim.path("attempts")) {
            rows.add(List.of(
                    Texts.plain(attempt, "n"),
                    Texts.plain(attempt, "answered_at"),
                    Texts.plain(attempt, "outcome"),
                    Texts.plain(attempt, "status"),
                    Texts.plain(attempt, "claimed_transaction")));
        }
        return rows.size() == 1 ? "" : "\n" + Texts.table(rows);
    }

    private static String proofs(JsonNode claim) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("chain", "block", "block time", "final", "transaction"));
        for (JsonNode proof : claim.path("proofs")) {
            rows.add(List.of(
                    Texts.plain(proof, "kind"),
                    Texts.plain(proof, "block"),
                    Texts.plain(proof, "block_time"),
                    proof.path("final").asBoolean() ? "yes" : "no",
                    Texts.plain(proof, "transaction")));
        }
        return rows.size() == 1 ? "" : "\n" + Texts.table(rows);
    }

    private static String refund(JsonNode refund) {
        return refund.isObject()
                ? Texts.plain(refund, "transaction") + ", log " + Texts.plain(refund, "log_index") + " of block "
                        + Texts.plain(refund, "block")
                : "";
    }

    private static String candidates(JsonNode claim) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("came in", "log", "units", "sender", "transaction"));
        for (JsonNode transfer : claim.path("candidates")) {
            rows.add(List.of(
                    "block " + Texts.plain(transfer, "block"),
                    Texts.plain(transfer, "log_index"),
                    Texts.plain(transfer, "units"),
                    Texts.plain(transfer, "sender"),
                    Texts.plain(transfer, "transaction")));
        }
        return rows.size() == 1
                ? ""
                : "\nmay be about this claim, and closed none: end it with `patron claims close`\n" + Texts.table(rows);
    }

    private static String history(JsonNode claim) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("event", "recorded at", "type"));
        for (JsonNode event : claim.path("history")) {
            rows.add(List.of(
                    Texts.plain(event, "event"), Texts.plain(event, "recorded_at"), Texts.plain(event, "type")));
        }
        return "\n" + Texts.table(rows) + "`--json` prints each event whole\n";
    }
}
