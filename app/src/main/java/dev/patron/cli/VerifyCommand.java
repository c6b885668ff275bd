package dev.patron.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.door.Answers;
import dev.patron.door.Bundle;
import dev.patron.door.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ledger verify}. */
@Command(
        name = "verify",
        description = "Check the whole ledger: events, transitions, sums, budgets, journal, signed log. Exit 5 if"
                + " unsound. With --bundle, check what `ledger prove` wrote, without any ledger.")
final class VerifyCommand implements Callable<Integer> {
    @Mixin
    PlaceOptions common = new PlaceOptions();

    @Option(names = "--bundle", paramLabel = "FILE", description = "A bundle of `ledger prove`.")
    @Nullable
    Path bundle;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "With --bundle: the log's public key that you got elsewhere; otherwise the bundle's own.")
    @Nullable
    String key;

    private final House house;
    private final Terminal terminal;

    VerifyCommand(House house, Terminal terminal) {
        this.house = house;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (bundle != null) {
            return check(bundle);
        }
        if (key != null) {
            throw new UsageException("`--key` stands with `--bundle`");
        }
        try (Answers answers = house.answers(common)) {
            ObjectNode document = answers.ask(Question.of("verify"));
            terminal.screen(common).result(document, Texts.verify(document));
            return document.path("status").asText().equals("sound") ? ExitCodes.DONE : ExitCodes.INTEGRITY;
        }
    }

    private int check(Path file) {
        Bundle.Checked checked = Bundle.check(read(file), Optional.ofNullable(key));
        boolean sound = checked.problems().isEmpty();
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("status", sound ? "sound" : "unsound");
        document.put("events", checked.events());
        ArrayNode problems = document.putArray("problems");
        checked.problems().forEach(problems::add);
        checked.head().ifPresent(head -> document.put("origin", head.origin())
                .put("size", head.size())
                .put("root", head.root().toString()));
        document.put("key", key == null ? "the bundle's own" : "given");
        StringBuilder text = new StringBuilder();
        checked.problems()
                .forEach(problem ->
                        text.append("problem: ").append(Texts.clean(problem)).append('\n'));
        checked.head().ifPresent(head -> text.append(document.path("status").asText())
                .append(": ")
                .append(checked.events())
                .append(" events are in the log `")
                .append(head.origin())
                .append("`, signed at ")
                .append(head.size())
                .append(" entries\n"));
        if (key == null) {
            text.append("the key is the bundle's own: make sure that it is the ledger's, or give `--key`\n");
        }
        terminal.screen(common).result(document, text.toString());
        return sound ? ExitCodes.DONE : ExitCodes.INTEGRITY;
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UsageException("`" + file + "` could not be read: " + e.getMessage());
        }
    }
}
