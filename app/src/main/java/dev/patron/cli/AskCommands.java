package dev.patron.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.door.Answers;
import dev.patron.door.Question;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that ask one question of the data directory and print the answer. */
final class AskCommands {
    private AskCommands() {}

    /** Asks and prints. */
    abstract static class Asking implements Callable<Integer> {
        @Mixin
        PlaceOptions common = new PlaceOptions();

        private final House house;
        private final Terminal terminal;

        Asking(House house, Terminal terminal) {
            this.house = house;
            this.terminal = terminal;
        }

        final ObjectNode ask(Question question, Function<JsonNode, String> text) {
            try (Answers answers = house.answers(common)) {
                ObjectNode document = answers.ask(question);
                terminal.screen(common).result(document, text.apply(document));
                return document;
            }
        }
    }

    /** {@code runs}. */
    @Command(name = "runs", description = "List all runs, the newest first.")
    static final class RunsCommand extends Asking {
        RunsCommand(House house, Terminal terminal) {
            super(house, terminal);
        }

        @Override
        public Integer call() {
            ask(Question.of("runs"), Texts::runs);
            return ExitCodes.DONE;
        }
    }

    /** {@code show RUN}. */
    @Command(name = "show", description = "Show where a run stands, also while it is going on.")
    static final class ShowCommand extends Asking {
        @Parameters(paramLabel = "RUN", description = "A run's id or its beginning.")
        String run = "";

        ShowCommand(House house, Terminal terminal) {
            super(house, terminal);
        }

        @Override
        public Integer call() {
            ask(Question.about("show", run), Texts::run);
            return ExitCodes.DONE;
        }
    }

    /** {@code cancel RUN}. */
    @Command(
            name = "cancel",
            description = "Give a run up: no further shot is begun. What is signed or paid is still followed.")
    static final class CancelCommand extends Asking {
        @Parameters(paramLabel = "RUN", description = "A run's id or its beginning.")
        String run = "";

        CancelCommand(House house, Terminal terminal) {
            super(house, terminal);
        }

        @Override
        public Integer call() {
            ask(
                    Question.about("cancel", run),
                    document -> "run " + document.path("run").asText() + " is given up; "
                            + document.path("at_risk_usd").asText()
                            + " USD stay at risk until the chain says what became of them\n");
            return ExitCodes.DONE;
        }
    }

    /** {@code policy headroom}. */
    @Command(name = "headroom", description = "What is left now under each limit, and when more frees.")
    static final class HeadroomCommand extends Asking {
        @Option(names = "--agent", paramLabel = "ID", description = "The agent; otherwise `default`.")
        String agent = "default";

        HeadroomCommand(House house, Terminal terminal) {
            super(house, terminal);
        }

        @Override
        public Integer call() {
            ask(new Question("headroom", Map.of("agent", agent)), Texts::headroom);
            return ExitCodes.DONE;
        }
    }

    /** {@code policy explain ID}. */
    @Command(name = "explain", description = "Explain a decision: every rule, what it measured, and what would help.")
    static final class ExplainCommand extends Asking {
        @Parameters(paramLabel = "ID", description = "A decision's id, such as D42; `patron show` prints them.")
        String id = "";

        ExplainCommand(House house, Terminal terminal) {
            super(house, terminal);
        }

        @Override
        public Integer call() {
            ask(Question.about("explain", id), Texts::explain);
            return ExitCodes.DONE;
        }
    }

    /** {@code ledger show}. */
    @Command(name = "show", description = "Show the newest events of the ledger.")
    static final class LedgerShowCommand extends Asking {
        @Option(names = "--run", paramLabel = "RUN", description = "Only events of this run.")
        @Nullable
        String run;

        @Option(names = "--limit", paramLabel = "N", description = "At most N events, 1 to 1000; otherwise 50.")
        int limit = 50;

        LedgerShowCommand(House house, Terminal terminal) {
            super(house, terminal);
        }

        @Override
        public Integer call() {
            Map<String, String> arguments = new LinkedHashMap<>();
            arguments.put("limit", Integer.toString(limit));
            if (run != null) {
                arguments.put("run", run);
            }
            ask(new Question("ledger-show", arguments), Texts::events);
            return ExitCodes.DONE;
        }
    }
}
