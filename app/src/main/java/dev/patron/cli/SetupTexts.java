package dev.patron.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The documents of setting up, as text for people. */
final class SetupTexts {
    private SetupTexts() {}

    static String newWallet(JsonNode document) {
        StringBuilder text = new StringBuilder();
        boolean made = document.path("password_made").asBoolean();
        Texts.line(text, "address", Texts.plain(document, "address"));
        Texts.line(text, "keystore", Texts.plain(document, "keystore") + ", which only its owner can read");
        Texts.line(
                text, "password", Texts.plain(document, "password_file") + (made ? ", made just now at random" : ""));
        text.append('\n');
        for (JsonNode send : document.path("send")) {
            text.append("send ").append(Texts.plain(send, "asset")).append(" on ");
            text.append(Texts.plain(send, "network_name")).append(" to this address; its contract is ");
            text.append(Texts.plain(send, "contract")).append('\n');
        }
        text.append("""
            no ETH is needed: the seller's side pays for gas. What is sent on another network is out of Patron's reach
            send only what may be spent; whoever has keystore and password has the money

            back up both files, apart from one another: without either, the money is lost. Then say

            """);
        document.path("variables").properties().forEach(variable -> text.append("  export ")
                .append(variable.getKey())
                .append('=')
                .append(Texts.clean(variable.getValue().asText()))
                .append('\n'));
        return text.append("  patron wallet balance --market ID\n").toString();
    }

    static String address(JsonNode document) {
        return Texts.plain(document, "address")
                + (document.path("checked").asBoolean()
                        ? "\n"
                        : "\nas the keystore states it; set PATRON_WALLET_PASSWORD_FILE to have it checked\n");
    }

    static String balance(JsonNode document) {
        StringBuilder text = new StringBuilder();
        if (document.path("simulated").asBoolean()) {
            text.append("SIMULATED: no real money\n");
        }
        Texts.line(text, "address", Texts.plain(document, "address"));
        Texts.line(text, "balance", Texts.plain(document, "balance") + " " + Texts.plain(document, "asset"));
        Texts.line(text, "network", Texts.plain(document, "network_name"));
        Texts.line(
                text,
                "block",
                Texts.plain(document.path("block"), "number") + " of " + Texts.plain(document.path("block"), "time"));
        return text.toString();
    }

    static String checkup(JsonNode document) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode check : document.path("checks")) {
            rows.add(
                    List.of(Texts.plain(check, "verdict"), Texts.plain(check, "check"), Texts.plain(check, "message")));
        }
        return Texts.table(rows) + Texts.plain(document, "status") + "\n";
    }

    static String probe(JsonNode document) {
        StringBuilder text = new StringBuilder();
        text.append(Texts.plain(document, "provider")).append(" at ").append(Texts.plain(document, "base_url"));
        text.append(", asked without paying\n");
        document.path("probes").forEach(probe -> append(text, probe));
        text.append("\nin the catalogue, once you have compared the payee with what the seller publishes elsewhere:\n");
        document.path("pin")
                .forEach(line -> text.append(Texts.clean(line.asText())).append('\n'));
        return text.toString();
    }

    private static void append(StringBuilder text, JsonNode probe) {
        text.append('\n').append(Texts.plain(probe, "kind")).append(" (").append(Texts.plain(probe, "url"));
        text.append("): ").append(Texts.plain(probe, "outcome")).append('\n');
        if (!probe.path("code").isNull()) {
            text.append("  ").append(Texts.plain(probe, "code")).append(": ");
            text.append(Texts.plain(probe, "message")).append('\n');
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode entry : probe.path("accepts")) {
            rows.add(List.of("  " + "way to pay", Integer.toString(rows.size() / 8 + 1)));
            rows.add(List.of("  scheme", methods(entry)));
            rows.add(List.of("  network", Texts.plain(entry, "network_name")));
            rows.add(List.of("  asset", Texts.plain(entry, "asset") + symbol(entry)));
            rows.add(List.of("  payee", Texts.plain(entry, "pay_to")));
            rows.add(List.of("  amount", amount(entry)));
            rows.add(List.of("  valid for", Texts.plain(entry, "max_timeout_seconds") + " s"));
            rows.add(List.of(
                    "  domain",
                    Texts.plain(entry, "domain_name") + ", version " + Texts.plain(entry, "domain_version")));
            text.append(Texts.table(rows.subList(rows.size() - 8, rows.size())));
            for (JsonNode difference : entry.path("differences")) {
                text.append("  differs: ")
                        .append(Texts.plain(difference, "code"))
                        .append(": ");
                text.append(Texts.plain(difference, "message")).append('\n');
            }
        }
        if (probe.path("outcome").asText().equals("demanded")) {
            text.append(
                    probe.path("agrees").asBoolean()
                            ? "  agrees with the catalogue: a run would pay this\n"
                            : "  a run would refuse this\n");
        }
    }

    private static String methods(JsonNode entry) {
        String method = Texts.plain(entry, "transfer_method");
        return Texts.plain(entry, "scheme") + (method.isEmpty() ? "" : ", by " + method);
    }

    private static String symbol(JsonNode entry) {
        return entry.path("symbol").isNull() ? ", not in the catalogue" : " (" + Texts.plain(entry, "symbol") + ")";
    }

    private static String amount(JsonNode entry) {
        String units = Texts.plain(entry, "amount") + " units";
        return entry.path("tokens").isNull()
                ? units
                : Texts.plain(entry, "tokens") + " " + Texts.plain(entry, "symbol") + " (" + units + " at "
                        + Texts.plain(entry, "decimals") + " decimals), " + Texts.plain(entry, "usd") + " USD";
    }
}
