package dev.patron.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.run.RunReport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Goes on with what a run left. */
@Command(
        name = "resume",
        description = "Go on: ask the chain about money at risk, look again for goods that are owed,"
                + " and offer again what was refused. Never buys again what is paid or stored.")
final class ResumeCommand implements Callable<Integer> {
    @Mixin
    PlaceOptions common = new PlaceOptions();

    @Mixin
    MarketOptions where = new MarketOptions();

    @Parameters(
            paramLabel = "RUN",
            arity = "0..1",
            description = "A run's id or its beginning; otherwise all unfinished.")
    @Nullable
    String run;

    private final House house;
    private final Terminal terminal;

    ResumeCommand(House house, Terminal terminal) {
        this.house = house;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Screen screen = terminal.screen(common);
        ShotLines lines = new ShotLines(screen);
        Consent consent = new RealMoneyQuestion(house.person(), screen, List.of());
        try (Session session = house.session(common, where.market(), lines, consent)) {
            lines.totals(session::totals);
            Notices.started(screen, session.started());
            List<String> ids = run == null ? session.unfinished() : List.of(session.runId(run));
            List<RunReport> reports = new ArrayList<>();
            for (String id : ids) {
                reports.add(session.deliver(session.agent().resume(id)));
            }
            session.agent().resolveOutstanding();
            if (reports.isEmpty()) {
                ObjectNode document = JsonNodeFactory.instance.objectNode();
                document.putArray("runs");
                screen.result(document, "nothing is unfinished\n");
                return ExitCodes.DONE;
            }
            return Notices.finished(screen, reports, run == null);
        }
    }
}
