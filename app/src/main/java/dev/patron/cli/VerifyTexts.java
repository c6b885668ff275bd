package dev.patron.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What a verification found, for people. */
final class VerifyTexts {
    private VerifyTexts() {}

    static String report(JsonNode document) {
        StringBuilder text = new StringBuilder();
        for (JsonNode check : document.path("checks")) {
            text.append(check.path("held").asBoolean() ? "  holds  " : "  FAILS  ");
            text.append(Texts.plain(check, "check")).append('\n');
        }
        problems(text, document);
        document.path("repairs").forEach(repair -> text.append("at the next start: ")
                .append(Texts.clean(repair.asText()))
                .append('\n'));
        document.path("dated_back").forEach(event -> text.append("dated back: ")
                .append(Texts.clean(event.asText()))
                .append('\n'));
        document.path("unchecked").forEach(what -> text.append("not checked: ")
                .append(Texts.clean(what.asText()))
                .append('\n'));
        text.append(summary(document))
                .append("; ")
                .append(Texts.plain(document, "events_per_second"))
                .append(" events a second\n")
                .append(signed(document.path("checkpoint").asText("")));
        long continued = document.path("continues").asLong();
        if (continued > 0) {
            text.append("continues: ").append(continued).append(" checkpoints from elsewhere\n");
        }
        if (document.path("key").asText().equals("found")) {
            text.append("the key was found with what it signs: make sure that it is the ledger's, or give `--key`\n");
        }
        return text.toString();
    }

    private static String summary(JsonNode document) {
        String events = Texts.plain(document, "events") + " events";
        JsonNode part = document.path("part");
        if (!part.isMissingNode()) {
            String status = Texts.plain(document, "status").replace('_', ' ');
            long end = part.path("end").asLong();
            return end == part.path("first").asLong()
                    ? status + ": no event"
                    : status + ": " + events + ", places " + Texts.plain(part, "first") + " to " + (end - 1);
        }
        return Texts.plain(document, "status") + ": " + events + ", " + Texts.plain(document, "postings")
                + " postings, " + Texts.plain(document, "payments") + " payments";
    }

    static String bundle(JsonNode document) {
        StringBuilder text = new StringBuilder();
        problems(text, document);
        if (document.has("origin")) {
            text.append(Texts.plain(document, "status"))
                    .append(": ")
                    .append(Texts.plain(document, "events"))
                    .append(" events are in the log `")
                    .append(Texts.plain(document, "origin"))
                    .append("`, signed at ")
                    .append(Texts.plain(document, "size"))
                    .append(" entries\n");
        }
        if (document.has("payment")) {
            payment(text, document.path("payment"));
            text.append("not shown: ")
                    .append(Texts.plain(document, "not_shown"))
                    .append('\n');
        }
        if (!document.path("key").asText().equals("given")) {
            text.append("the key is the bundle's own: make sure that it is the ledger's, or give `--key`\n");
        }
        return text.toString();
    }

    /** What a sound bundle shows of its payment. */
    private static void payment(StringBuilder text, JsonNode payment) {
        String end = payment.path("final").asBoolean() ? ", final" : ", not final";
        line(text, "payment", Texts.plain(payment, "intent") + ": " + Texts.plain(payment, "payment") + end);
        if (!payment.path("units").isNull()) {
            line(
                    text,
                    "amount",
                    Texts.plain(payment, "units") + " units of " + Texts.plain(payment, "asset") + " to "
                            + Texts.plain(payment, "payee"));
        }
        line(text, "transaction", Texts.plain(payment, "transaction"));
        String claim = Texts.plain(payment, "claim");
        line(text, "goods", Texts.plain(payment, "fulfilment") + (claim.isEmpty() ? "" : ", claim " + claim));
        payment.path("assets").forEach(digest -> line(text, "file", "sha256 " + Texts.clean(digest.asText())));
        line(text, "signed", Texts.plain(payment, "signed"));
    }

    private static void line(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append(name).append(": ").append(value).append('\n');
        }
    }

    private static void problems(StringBuilder text, JsonNode document) {
        document.path("problems").forEach(problem -> text.append("problem: ")
                .append(Texts.clean(problem.asText()))
                .append('\n'));
    }

    /** What a checkpoint signs: its second and third line. */
    private static String signed(String note) {
        List<String> lines = note.lines().toList();
        return lines.size() < 3
                ? "nothing is signed yet\n"
                : "signed:    " + Texts.clean(lines.get(1)) + " events, root " + Texts.clean(lines.get(2)) + '\n';
    }
}
