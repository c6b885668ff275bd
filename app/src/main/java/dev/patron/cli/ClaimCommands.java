package dev.patron.cli;

import dev.patron.door.Question;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands about money that was paid and brought nothing. */
final class ClaimCommands {
    private static final String ID = "A claim's id, such as C7; `patron claims list` prints them.";

    private ClaimCommands() {}

    /** {@code claims list}. */
    @Command(name = "list", description = "List all claims, open and closed.")
    static final class ListCommand extends AskCommands.Asking {
        ListCommand(House house, Terminal terminal) {
            super(house, terminal);
        }

        @Override
        public Integer call() {
            ask(Question.of("claims"), OperatorTexts::claims);
            return ExitCodes.DONE;
        }
    }

    /** {@code claims show ID}. */
    @Command(
            name = "show",
            description = "Show the evidence for a claim: demand, authorization, answers, chain, history.")
    static final class ShowCommand extends AskCommands.Asking {
        @Parameters(paramLabel = "ID", description = ID)
        String id = "";

        ShowCommand(House house, Terminal terminal) {
            super(house, terminal);
        }

        @Override
        public Integer call() {
            ask(Question.about("claim", id), OperatorTexts::claim);
            return ExitCodes.DONE;
        }
    }

    /** {@code claims close ID}. */
    @Command(name = "close", description = "Record how an open claim ended. What is closed stays closed.")
    static final class CloseCommand extends AskCommands.Asking {
        @Parameters(paramLabel = "ID", description = ID)
        String id = "";

        @Option(
                names = "--reason",
                required = true,
                paramLabel = "WORD",
                description = "`refunded`: the money came back; `written-off`: it is lost.")
        String reason = "";

        @Option(names = "--note", paramLabel = "TEXT", description = "Why, for the record: at most 200 characters.")
        @Nullable
        String note;

        @Option(
                names = "--transaction",
                paramLabel = "HASH",
                description = "The transfer that brought the money back, for the record.")
        @Nullable
        String transaction;

        CloseCommand(House house, Terminal terminal) {
            super(house, terminal);
        }

        @Override
        public Integer call() {
            Map<String, String> arguments = new LinkedHashMap<>();
            arguments.put("subject", id);
            arguments.put("reason", reason);
            if (note != null) {
                arguments.put("note", note);
            }
            if (transaction != null) {
                arguments.put("transaction", transaction);
            }
            ask(new Question("claim-close", arguments), OperatorTexts::claim);
            return ExitCodes.DONE;
        }
    }
}
