package dev.patron.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Documents as text for people. Control characters never reach a terminal. */
final class Texts {
    private static final int SHORT = 8;

    private Texts() {}

    private static String planner(JsonNode run) {
        JsonNode planner = run.path("planner");
        String name = plain(planner, "name");
        return planner.path("model").isNull()
                ? name
                : name + " with " + plain(planner, "model") + " (" + plain(planner, "calls") + " answers, "
                        + (planner.path("prompt_tokens").asLong()
                                + planner.path("completion_tokens").asLong())
                        + " tokens)";
    }

    /** A run and what became of each shot. */
    static String run(JsonNode run) {
        StringBuilder text = new StringBuilder();
        if (run.path("simulated").asBoolean()) {
            text.append("SIMULATED: no real money, no real seller\n");
        }
        line(text, "run", plain(run, "run") + "  " + plain(run, "title"));
        line(text, "status", plain(run, "status"));
        if (!plain(run, "erased_at").isEmpty()) {
            line(text, "erased", plain(run, "erased_at") + ": brief, plan and requests can no longer be read");
        }
        line(
                text,
                "market",
                plain(run, "market") + ", as agent " + plain(run, "agent") + ", planned by " + planner(run));
        line(text, "spent", plain(run, "spent_usd") + " USD");
        line(text, "at risk", plain(run, "at_risk_usd") + " USD");
        if (!run.path("budget_usd").isNull()) {
            line(text, "budget", plain(run, "budget_usd") + " USD");
        }
        text.append('\n');
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("shot", "kind", "model", "status", "USD", "file", "decision", "transaction"));
        for (JsonNode shot : run.path("shots")) {
            rows.add(List.of(
                    plain(shot, "shot"),
                    plain(shot, "kind"),
                    plain(shot, "model"),
                    plain(shot, "status"),
                    plain(shot, "price_usd"),
                    plain(shot, "file"),
                    plain(shot, "decision"),
                    shortened(plain(shot, "transaction"))));
        }
        text.append(table(rows));
        for (JsonNode denial : run.path("denials")) {
            text.append("\nrefused ").append(plain(denial, "shot")).append(": ").append(plain(denial, "code"));
            text.append("\n  ").append(plain(denial, "message")).append('\n');
        }
        for (JsonNode shot : run.path("shots")) {
            if (plain(shot, "status").equals("waiting")) {
                text.append("\nwaiting ")
                        .append(plain(shot, "shot"))
                        .append(": ")
                        .append(plain(shot, "note"));
                text.append(
                        shot.path("resolves_by").isNull()
                                ? "\n"
                                : "; certain once a final block is past " + plain(shot, "resolves_by") + "\n");
            }
        }
        for (JsonNode claim : run.path("claims")) {
            text.append("\nclaim ").append(plain(claim, "claim")).append(" (").append(plain(claim, "state"));
            text.append("): ").append(plain(claim, "shot")).append(", ").append(plain(claim, "usd"));
            text.append(" USD, ").append(plain(claim, "reason")).append('\n');
        }
        return text.toString();
    }

    static String runs(JsonNode document) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("run", "status", "market", "spent USD", "at risk USD", "opened", "title"));
        for (JsonNode run : document.path("runs")) {
            rows.add(List.of(
                    plain(run, "run").substring(0, SHORT),
                    plain(run, "status"),
                    plain(run, "market") + (run.path("simulated").asBoolean() ? " (simulated)" : ""),
                    plain(run, "spent_usd"),
                    plain(run, "at_risk_usd"),
                    plain(run, "opened_at"),
                    plain(run, "title")));
        }
        return rows.size() == 1 ? "no runs yet; begin with `patron run BRIEF`\n" : table(rows);
    }

    static String plan(JsonNode plan) {
        StringBuilder text = new StringBuilder();
        text.append(plain(plan, "title"))
                .append(", at ")
                .append(plain(plan, "market"))
                .append("\n\n");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("shot", "kind", "model", "USD", "verdict", "prompt"));
        for (JsonNode shot : plan.path("shots")) {
            String prompt = plain(shot, "prompt");
            rows.add(List.of(
                    plain(shot, "shot"),
                    plain(shot, "kind"),
                    plain(shot, "model"),
                    plain(shot, "price_usd"),
                    plain(shot, "verdict"),
                    prompt.length() <= 60 ? prompt : prompt.substring(0, 59) + "…"));
        }
        text.append(table(rows));
        for (JsonNode shot : plan.path("shots")) {
            for (JsonNode denial : shot.path("denials")) {
                text.append('\n').append(plain(shot, "shot")).append(' ').append(plain(denial, "code"));
                text.append(" (").append(plain(denial, "rule")).append("): ").append(plain(denial, "message"));
            }
            JsonNode instead = shot.path("instead");
            if (instead.has("from")) {
                text.append("\n  allowed from ").append(plain(instead, "from"));
            } else if (instead.isObject()) {
                text.append("\n  allowed instead: ").append(plain(instead, "kind"));
                text.append(" by ").append(plain(instead, "model"));
                text.append(" for ").append(plain(instead, "price_usd"));
            }
        }
        plan.path("warnings").forEach(warning -> text.append("\nwarning: ").append(clean(warning.asText())));
        text.append("\n\nwould spend ").append(plain(plan, "total_usd")).append(" USD");
        if (!plan.path("budget_usd").isNull()) {
            text.append(" of the brief's ").append(plain(plan, "budget_usd"));
        }
        return text.append("; nothing was bought\n").toString();
    }

    static String headroom(JsonNode document) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("limit", "USD", "spent", "reserved", "remaining", "frees at"));
        for (JsonNode row : document.path("limits")) {
            rows.add(List.of(
                    plain(row, "rule"),
                    plain(row, "limit_usd"),
                    plain(row, "spent_usd"),
                    plain(row, "reserved_usd"),
                    plain(row, "remaining_usd"),
                    plain(row, "frees_at")));
        }
        StringBuilder text = new StringBuilder(table(rows));
        document.path("frozen")
                .forEach(scope ->
                        text.append("frozen: ").append(clean(scope.asText())).append('\n'));
        return text.append("agent ")
                .append(plain(document, "agent"))
                .append(" at ")
                .append(plain(document, "market"))
                .append(document.path("simulated").asBoolean() ? " (simulated money)" : "")
                .append(", policy ")
                .append(shortened(plain(document, "policy")))
                .append(", at ")
                .append(plain(document, "at"))
                .append('\n')
                .toString();
    }

    static String explain(JsonNode document) {
        StringBuilder text = new StringBuilder();
        line(text, "decision", plain(document, "decision") + " at " + plain(document, "decided_at"));
        line(text, "about", plain(document, "shot") + " of run " + plain(document, "run"));
        line(
                text,
                "outcome",
                plain(document, "outcome") + (document.path("code").isNull() ? "" : " " + plain(document, "code")));
        line(text, "policy", plain(document, "policy"));
        line(text, "because", plain(document, "message"));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("rule", "verdict", "measured", "remaining", "frees at"));
        for (JsonNode finding : document.path("input").path("findings")) {
            rows.add(List.of(
                    plain(finding, "rule"),
                    plain(finding, "verdict"),
                    plain(finding, "measured"),
                    plain(finding, "remaining"),
                    plain(finding, "frees_at")));
        }
        return rows.size() == 1
                ? text.toString()
                : text.append('\n').append(table(rows)).toString();
    }

    static String events(JsonNode document) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("event", "recorded at", "type", "run", "body"));
        for (JsonNode event : document.path("events")) {
            String body = plain(event, "body");
            rows.add(List.of(
                    plain(event, "seq"),
                    plain(event, "recorded_at"),
                    plain(event, "type"),
                    shortened(plain(event, "run")),
                    body.length() <= 80 ? body : body.substring(0, 79) + "…"));
        }
        return rows.size() == 1 ? "no events yet\n" : table(rows);
    }

    static void line(StringBuilder text, String name, String value) {
        text.append(name)
                .append(" ".repeat(Math.max(1, 10 - name.length())))
                .append(value)
                .append('\n');
    }

    static String plain(JsonNode node, String key) {
        JsonNode value = node.path(key);
        return value.isNull() || value.isMissingNode() ? "" : clean(value.asText());
    }

    static String clean(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    static String shortened(String hash) {
        return hash.length() <= 14 ? hash : hash.substring(0, 12) + "…";
    }

    static String table(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
