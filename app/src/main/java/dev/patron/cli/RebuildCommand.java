package dev.patron.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.ledger.RebuildOutcome;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ledger rebuild}. */
@Command(
        name = "rebuild",
        description =
                "Make the database again from the signed log, the journal and the steps of runs, where it is lost,"
                    + " damaged or older than its log. The log is checked first: exit 5 if it is damaged, and nothing"
                    + " is changed. A database that is there is kept beside the new one; a sound one is left alone,"
                    + " and gives back to an older log what that lacks.")
final class RebuildCommand implements Callable<Integer> {
    @Mixin
    PlaceOptions common = new PlaceOptions();

    private final House house;
    private final Terminal terminal;

    RebuildCommand(House house, Terminal terminal) {
        this.house = house;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Screen screen = terminal.screen(common);
        RebuildOutcome outcome;
        long rate;
        try (StepLine line = new StepLine(screen)) {
            outcome = house.rebuild(common, line);
            rate = line.rate(outcome.events());
        }
        screen.result(document(outcome, rate), text(outcome, rate));
        return ExitCodes.DONE;
    }

    private static ObjectNode document(RebuildOutcome outcome, long rate) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("status", status(outcome));
        document.put("ledger", outcome.ledger());
        document.put("events", outcome.events());
        document.put("root", outcome.root());
        if (outcome instanceof RebuildOutcome.LogContinued log) {
            document.put("given_back_to_log", log.continued());
        }
        if (outcome instanceof RebuildOutcome.Rebuilt rebuilt) {
            document.put("applied_from_journal", rebuilt.applied());
            document.put("steps_lost", rebuilt.stepsLost());
            document.put("kept", rebuilt.kept().map(Object::toString).orElse(null));
        }
        document.put("events_per_second", rate);
        return document;
    }

    private static String status(RebuildOutcome outcome) {
        return switch (outcome) {
            case RebuildOutcome.Sound _ -> "sound";
            case RebuildOutcome.LogContinued _ -> "log continued";
            case RebuildOutcome.Rebuilt _ -> "rebuilt";
        };
    }

    private static String text(RebuildOutcome outcome, long rate) {
        String log = outcome.events() + " events, root " + outcome.root() + "; " + rate + " events a second\n";
        return switch (outcome) {
            case RebuildOutcome.Sound _ ->
                "sound: the database is as the log and the journal say; nothing was changed; " + log;
            case RebuildOutcome.LogContinued continued ->
                "log continued: it was older than the database, which gave back to it the " + continued.continued()
                        + " events that were signed since; " + log;
            case RebuildOutcome.Rebuilt rebuilt -> {
                StringBuilder text = new StringBuilder("rebuilt: ").append(log);
                text.append("signatures that only the journal had: ")
                        .append(rebuilt.applied())
                        .append('\n');
                if (rebuilt.stepsLost() > 0) {
                    text.append("steps of runs that are nowhere, so that their runs cannot be resumed: ")
                            .append(rebuilt.stepsLost())
                            .append('\n');
                }
                rebuilt.kept().ifPresent(kept -> text.append("the database that was there is kept as ")
                        .append(kept)
                        .append('\n'));
                yield text.append("`patron resume` matches it with the chain before anything is spent\n")
                        .toString();
            }
        };
    }
}
