package dev.patron.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.door.Question;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands about keys of the gateway. */
final class KeyCommands {
    private static final String LIFE = "How long it works, such as 30d or 12h; otherwise 90d.";

    private KeyCommands() {}

    private static void put(Map<String, String> arguments, String name, @Nullable String value) {
        if (value != null) {
            arguments.put(name, value);
        }
    }

    /** {@code keys new}. */
    @Command(
            name = "new",
            description =
                    "Make a key for an agent that asks for quotes, or for a provider that has proofs verified. It is"
                            + " shown once.")
    static final class NewCommand extends AskCommands.Asking {
        @Option(names = "--agent", paramLabel = "ID", description = "The agent of the policy that spends by it.")
        @Nullable
        String agent;

        @Option(names = "--provider", paramLabel = "HOST", description = "The provider's host or address.")
        @Nullable
        String provider;

        @Option(
                names = "--pay-to",
                paramLabel = "ADDRESS",
                description = "Who the provider's invoices are paid to; nobody else is, from then on.")
        @Nullable
        String payTo;

        @Option(names = "--life", paramLabel = "TIME", description = LIFE)
        @Nullable
        String life;

        NewCommand(House house, Terminal terminal) {
            super(house, terminal);
        }

        @Override
        public Integer call() {
            Map<String, String> arguments = new LinkedHashMap<>();
            put(arguments, "agent", agent);
            put(arguments, "provider", provider);
            put(arguments, "pay-to", payTo);
            put(arguments, "life", life);
            ask(new Question("keys-new", arguments), KeyCommands::made);
            return ExitCodes.DONE;
        }
    }

    /** {@code keys list}. */
    @Command(name = "list", description = "List all keys that were made, by their ids.")
    static final class ListCommand extends AskCommands.Asking {
        ListCommand(House house, Terminal terminal) {
            super(house, terminal);
        }

        @Override
        public Integer call() {
            ask(Question.of("keys-list"), KeyCommands::listed);
            return ExitCodes.DONE;
        }
    }

    /** {@code keys rotate ID}. */
    @Command(name = "rotate", description = "Make a key in another's place; the old one works on for a while.")
    static final class RotateCommand extends AskCommands.Asking {
        @Parameters(paramLabel = "ID", description = "The id of a key that works.")
        String id = "";

        @Option(
                names = "--overlap",
                paramLabel = "TIME",
                description = "How long the old key still works, such as 1h, or 0; otherwise 24h.")
        @Nullable
        String overlap;

        @Option(names = "--life", paramLabel = "TIME", description = LIFE)
        @Nullable
        String life;

        RotateCommand(House house, Terminal terminal) {
            super(house, terminal);
        }

        @Override
        public Integer call() {
            Map<String, String> arguments = new LinkedHashMap<>(Map.of("subject", id));
            put(arguments, "overlap", overlap);
            put(arguments, "life", life);
            ask(new Question("keys-rotate", arguments), KeyCommands::made);
            return ExitCodes.DONE;
        }
    }

    /** {@code keys revoke ID}. */
    @Command(name = "revoke", description = "Take a key back at once.")
    static final class RevokeCommand extends AskCommands.Asking {
        @Parameters(paramLabel = "ID", description = "The key's id.")
        String id = "";

        RevokeCommand(House house, Terminal terminal) {
            super(house, terminal);
        }

        @Override
        public Integer call() {
            ask(
                    Question.about("keys-revoke", id),
                    document -> "key " + Texts.plain(document, "id")
                            + (Texts.plain(document, "status").equals("revoked")
                                    ? " is revoked\n"
                                    : " was revoked already\n"));
            return ExitCodes.DONE;
        }
    }

    private static String made(JsonNode document) {
        return Texts.plain(document, "key") + "\n\nid " + Texts.plain(document, "id") + ", for " + whose(document)
                + ", works until " + Texts.plain(document, "expires_at")
                + "\nkeep it now: it is not kept here, and is not shown again\n";
    }

    private static String whose(JsonNode key) {
        return Texts.plain(key, "holder").equals("agent")
                ? "agent " + Texts.plain(key, "agent")
                : "provider " + Texts.plain(key, "provider") + " paid at " + Texts.plain(key, "pay_to");
    }

    private static String listed(JsonNode document) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("id", "for", "status", "made", "expires"));
        for (JsonNode key : document.path("keys")) {
            rows.add(List.of(
                    Texts.plain(key, "id"),
                    whose(key),
                    Texts.plain(key, "status"),
                    Texts.plain(key, "made_at"),
                    Texts.plain(key, "expires_at")));
        }
        return rows.size() == 1 ? "no keys; `patron keys new` makes one\n" : Texts.table(rows);
    }
}
