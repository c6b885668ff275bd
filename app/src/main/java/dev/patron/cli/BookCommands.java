package dev.patron.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.books.Form;
import dev.patron.door.Answers;
import dev.patron.door.Question;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The books: statements, and exports for other programs. */
final class BookCommands {
    private BookCommands() {}

    /** Asks, and says meanwhile how far the answer is. */
    private static ObjectNode asked(Answers answers, Question question, Screen screen) {
        try (StepLine line = new StepLine(screen)) {
            return answers.ask(question, line);
        }
    }

    /** The options that say which part of the books. */
    static final class SpanOptions {
        @Option(
                names = "--from",
                paramLabel = "TIME",
                description = "From this day or time on: 2026-01-31 or 2026-01-31T00:00:00Z.")
        @Nullable
        String from;

        @Option(names = "--to", paramLabel = "TIME", description = "Up to before this day or time; otherwise now.")
        @Nullable
        String to;

        @Option(names = "--zone", paramLabel = "ZONE", description = "The time zone of days; otherwise UTC.")
        @Nullable
        String zone;

        @Option(
                names = "--market",
                paramLabel = "KIND",
                description = "simulated or real: the two never mix. Otherwise real, if there is any.")
        @Nullable
        String market;

        Map<String, String> arguments() {
            Map<String, String> arguments = new LinkedHashMap<>();
            put(arguments, "from", from);
            put(arguments, "to", to);
            put(arguments, "zone", zone);
            put(arguments, "market", market);
            return arguments;
        }

        static void put(Map<String, String> arguments, String key, @Nullable String value) {
            if (value != null) {
                arguments.put(key, value);
            }
        }
    }

    /** {@code ledger statement}. */
    @Command(
            name = "statement",
            description =
                    "Money over a period: opening, in, out, closing, what is at risk or owed, what an asset cost.")
    static final class StatementCommand implements Callable<Integer> {
        @Mixin
        PlaceOptions common = new PlaceOptions();

        @Mixin
        SpanOptions span = new SpanOptions();

        @Option(names = "--by", paramLabel = "WHAT", description = "Costs by agent, brief, model, provider or day.")
        @Nullable
        String by;

        @Option(names = "--html", paramLabel = "FILE", description = "Also write a page for printing.")
        @Nullable
        Path html;

        private final House house;
        private final Terminal terminal;

        StatementCommand(House house, Terminal terminal) {
            this.house = house;
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            Map<String, String> arguments = span.arguments();
            SpanOptions.put(arguments, "by", by);
            try (Answers answers = house.answers(common)) {
                ObjectNode document = asked(answers, new Question("statement", arguments), terminal.screen(common));
                if (html != null) {
                    try (OutFile page = OutFile.beside(html)) {
                        page.write(StatementPage.of(document));
                        page.keep();
                    }
                }
                terminal.screen(common).result(document, StatementTexts.statement(document));
            }
            return ExitCodes.DONE;
        }
    }

    /** {@code ledger export}. */
    @Command(
            name = "export",
            description = "Write the books for other programs, to standard output or into a file.",
            footer = {
                "",
                "  jsonl              every event, with the bytes that its digest is of",
                "  csv                every posting",
                "  hledger, ledger    one journal for both, with all balances asserted",
                "  beancount          a journal with all balances asserted, to no tolerance"
            })
    static final class ExportCommand implements Callable<Integer> {
        @Mixin
        PlaceOptions common = new PlaceOptions();

        @Mixin
        SpanOptions span = new SpanOptions();

        @Parameters(paramLabel = "FORMAT", description = "jsonl, csv, hledger, ledger or beancount.")
        String format = "";

        @Option(names = "--out", paramLabel = "FILE", description = "Write into this file, whole or not at all.")
        @Nullable
        Path out;

        private final House house;
        private final Terminal terminal;

        ExportCommand(House house, Terminal terminal) {
            this.house = house;
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            if (Form.of(format).isEmpty()) {
                throw new UsageException(
                        "no format `" + Texts.clean(format) + "`; there are " + String.join(", ", Form.words()));
            }
            if (out == null && common.json) {
                throw new UsageException("with `--json` an export needs a file: `--out FILE`");
            }
            Map<String, String> arguments = span.arguments();
            arguments.put("format", format);
            try (Answers answers = house.answers(common);
                    OutFile file = out == null ? OutFile.passing() : OutFile.beside(out)) {
                arguments.put("file", file.path().toString());
                ObjectNode document = asked(answers, new Question("export", arguments), terminal.screen(common));
                if (out == null) {
                    file.copy(terminal.out());
                } else {
                    file.keep();
                    document.put("file", out.toString());
                    terminal.screen(common).result(document, StatementTexts.exported(document));
                }
            }
            return ExitCodes.DONE;
        }
    }
}
