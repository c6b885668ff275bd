package dev.patron.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.door.Answers;
import dev.patron.door.Question;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ledger prove}. */
@Command(
        name = "prove",
        description = "Write a bundle that proves one purchase by itself: its events, their places in the signed log,"
                + " and the signed payment once it can no longer be used.")
final class ProveCommand implements Callable<Integer> {
    private static final int NAME_CHARS = 16;

    @Mixin
    PlaceOptions common = new PlaceOptions();

    @Parameters(
            paramLabel = "ID",
            description = "The purchase: an intent, a nonce, a transaction, a provider's id of an invoice, a delivered"
                    + " file's SHA-256, a decision such as D42 or a claim such as C7.")
    String subject = "";

    @Option(names = "--out", paramLabel = "FILE", description = "The bundle; otherwise proof-INTENT.json here.")
    @Nullable
    Path out;

    private final House house;
    private final Terminal terminal;

    ProveCommand(House house, Terminal terminal) {
        this.house = house;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (Answers answers = house.answers(common)) {
            ObjectNode bundle = answers.ask(Question.about("prove", subject));
            String intent = bundle.path("intent").asText();
            Path target = out == null ? Path.of("proof-" + intent.substring(0, NAME_CHARS) + ".json") : out;
            try (OutFile file = OutFile.beside(target)) {
                file.write(bundle.toPrettyString() + "\n");
                file.keep();
            }
            ObjectNode document = JsonNodeFactory.instance.objectNode();
            document.put("status", "written");
            document.put("file", target.toString());
            document.put("intent", intent);
            document.put("events", bundle.path("events").size());
            document.set("verifier_key", bundle.path("verifier_key"));
            terminal.screen(common)
                    .result(
                            document,
                            "wrote " + target + ": " + bundle.path("events").size() + " events of "
                                    + bundle.path("shot").asText() + "\nsigned with "
                                    + bundle.path("verifier_key").asText() + "\ncheck it:  patron ledger verify"
                                    + " --bundle " + target + "\n");
            return ExitCodes.DONE;
        }
    }
}
