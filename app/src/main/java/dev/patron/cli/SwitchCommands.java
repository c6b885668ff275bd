package dev.patron.cli;

import dev.patron.door.Question;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that stop spending and let it go on. */
final class SwitchCommands {
    private static final String SCOPES = "`everything`, `agent:ID` or `provider:ID`; otherwise `everything`.";

    private SwitchCommands() {}

    /** {@code freeze [SCOPE]}. */
    @Command(
            name = "freeze",
            description = "Sign nothing more, also in a run that is going on; list what is signed and can still move.")
    static final class FreezeCommand extends AskCommands.Asking {
        @Parameters(paramLabel = "SCOPE", arity = "0..1", description = SCOPES)
        String scope = "everything";

        @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the record: at most 200 characters.")
        @Nullable
        String reason;

        FreezeCommand(House house, Terminal terminal) {
            super(house, terminal);
        }

        @Override
        public Integer call() {
            Map<String, String> arguments = new LinkedHashMap<>();
            arguments.put("subject", scope);
            if (reason != null) {
                arguments.put("reason", reason);
            }
            ask(new Question("freeze", arguments), OperatorTexts::switched);
            return ExitCodes.DONE;
        }
    }

    /** {@code thaw [SCOPE]}. */
    @Command(name = "thaw", description = "End a freeze, also one that an incident began.")
    static final class ThawCommand extends AskCommands.Asking {
        @Parameters(paramLabel = "SCOPE", arity = "0..1", description = SCOPES)
        String scope = "everything";

        ThawCommand(House house, Terminal terminal) {
            super(house, terminal);
        }

        @Override
        public Integer call() {
            ask(Question.about("thaw", scope), OperatorTexts::switched);
            return ExitCodes.DONE;
        }
    }
}
