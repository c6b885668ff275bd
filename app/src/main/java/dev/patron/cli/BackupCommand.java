package dev.patron.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.door.Answers;
import dev.patron.door.Question;
import dev.patron.ledger.Fault;
import dev.patron.ledger.LedgerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ledger backup}. */
@Command(
        name = "backup",
        description = "Write the whole ledger into one tar archive, also beside a `run`: database, journal, signed"
                + " log, steps of runs, their keys and the log's, keys of a gateway's proofs. It is verified before it"
                + " takes its place. Confidential: who has it can read every prompt and sign as the log and as the"
                + " gateway. It holds no key of a wallet, and no bought file.",
        footer = {
            "",
            "To put it back, unpack it into an empty data directory that only you can read, then go on:",
            "  mkdir -m 700 DIR && tar -xf FILE -C DIR",
            "  patron resume --data DIR"
        })
final class BackupCommand implements Callable<Integer> {
    @Mixin
    PlaceOptions common = new PlaceOptions();

    @Parameters(paramLabel = "FILE", description = "The archive: there whole or not at all, for its owner only.")
    Path target = Path.of("");

    @Option(names = "--force", description = "Replace a file that is there.")
    boolean force;

    private final House house;
    private final Terminal terminal;

    BackupCommand(House house, Terminal terminal) {
        this.house = house;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (!force && Files.exists(target)) {
            throw new UsageException("`" + target
                    + "` is there already; name another file, or replace it with `--force`; no backup was made");
        }
        try (OutFile file = OutFile.beside(target);
                Answers answers = house.answers(common);
                StepLine line = new StepLine(terminal.screen(common))) {
            ObjectNode document = answers.ask(
                    new Question("backup", Map.of("file", file.path().toString())), line);
            if (document.has("fault")) {
                throw new LedgerException(
                        Fault.valueOf(document.path("fault").asText()),
                        document.path("message").asText());
            }
            file.keep();
            document.put("file", target.toString());
            terminal.screen(common).result(document, text(document));
            return ExitCodes.DONE;
        }
    }

    private static String text(ObjectNode document) {
        return "wrote " + document.path("file").asText() + ": "
                + document.path("events").asLong() + " events of ledger "
                + document.path("ledger").asText() + ", "
                + document.path("bytes").asLong() + " bytes\n"
                + "verified; keep it secret: it holds the keys of its briefs, its"
                + " log and its proofs, and no wallet's\n";
    }
}
