package dev.patron.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says which Patron this is and what it runs on. */
@Command(name = "version", description = "Show the version, and the Java it runs on.")
final class VersionCommand implements Callable<Integer> {
    @Mixin
    PlaceOptions common = new PlaceOptions();

    private final House house;
    private final Terminal terminal;

    VersionCommand(House house, Terminal terminal) {
        this.house = house;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("version", house.version());
        document.put("java", Runtime.version().toString());
        terminal.screen(common).result(document, "patron " + house.version() + " on Java " + Runtime.version() + "\n");
        return ExitCodes.DONE;
    }
}
