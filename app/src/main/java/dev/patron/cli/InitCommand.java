package dev.patron.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Begins a folder of somebody's own. */
@Command(
        name = "init",
        description =
                "Write settings, policy, catalogue and a brief to begin with into DIR/config. Overwrites nothing.")
final class InitCommand implements Callable<Integer> {
    @Mixin
    PlaceOptions common = new PlaceOptions();

    @Parameters(paramLabel = "DIR", arity = "0..1", description = "The folder; otherwise the one you are in.")
    Path folder = Path.of("");

    private final House house;
    private final Terminal terminal;

    InitCommand(House house, Terminal terminal) {
        this.house = house;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        List<Path> made = house.setup().init(folder);
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        ArrayNode files = document.putArray("files");
        StringBuilder text = new StringBuilder();
        for (Path file : made) {
            files.add(file.toString());
            text.append("wrote ").append(file).append('\n');
        }
        text.append("\nin that folder, begin with:  patron run config/briefs/tea-house.md\n");
        terminal.screen(common).result(document, text.toString());
        return ExitCodes.DONE;
    }
}
