package dev.patron.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.config.BriefFile;
import dev.patron.plan.Brief;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what a run would do. */
@Command(
        name = "plan",
        description = "Show a brief's priced storyboard with the policy's verdict on each shot. Nothing can be bought"
                + " here: this path has no wallet.")
final class PlanCommand implements Callable<Integer> {
    @Mixin
    PlaceOptions common = new PlaceOptions();

    @Mixin
    MarketOptions where = new MarketOptions();

    @Parameters(paramLabel = "BRIEF", description = "A Markdown file.")
    Path file = Path.of("");

    private final House house;
    private final Terminal terminal;

    PlanCommand(House house, Terminal terminal) {
        this.house = house;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Brief brief = BriefFile.read(file);
        ObjectNode document = house.plan(common, where.market(), brief);
        terminal.screen(common).result(document, Texts.plan(document));
        return document.path("status").asText().equals("permitted") ? ExitCodes.DONE : ExitCodes.REFUSED;
    }
}
