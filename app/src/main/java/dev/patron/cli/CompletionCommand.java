package dev.patron.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete Patron's commands and options. */
@Command(
        name = "completion",
        description = "Print a completion script for bash and zsh:  source <(scripts/patron completion)")
final class CompletionCommand implements Callable<Integer> {
    @Mixin
    PlaceOptions common = new PlaceOptions();

    @Spec
    @Nullable
    CommandSpec spec;

    private final Terminal terminal;

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("a command line knows its commands");
        }
        String script = AutoComplete.bash("patron", spec.root().commandLine());
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("script", script);
        terminal.screen(common).result(document, script);
        return ExitCodes.DONE;
    }
}
