package dev.patron.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.config.Settings;
import dev.patron.door.Answers;
import dev.patron.ledger.RebuildOutcome;
import dev.patron.ledger.StepWatcher;
import dev.patron.plan.Brief;
import dev.patron.purchase.Progress;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What commands need from the rest of the program; made by the wiring, which alone knows how. */
public interface House {
    Settings settings(PlaceOptions common);

    /** Somebody to ask about the data directory: the process that owns it, or this one. */
    Answers answers(PlaceOptions common);

    /**
     * Takes the data directory, brings records and chain together, and opens the control door.
     *
     * @param consent sought before a seller of real money is paid for the first time
     */
    Session session(PlaceOptions common, Market market, Progress progress, Consent consent);

    /** Takes the data directory and makes its database again, where it needs that. */
    RebuildOutcome rebuild(PlaceOptions common, StepWatcher watcher);

    /** Who can be asked; empty without a terminal. */
    Optional<Person> person();

    /**
     * A storyboard, planned here, priced and judged by whoever owns the data directory; there is no wallet in this path.
     */
    ObjectNode plan(PlaceOptions common, Market market, Brief brief);

    /** The market's id, after settings and command line. */
    String marketId(PlaceOptions common, Market market);

    /** Runs a sandbox of its own until the process is told to stop. */
    void sandbox(PlaceOptions common, SandboxOrder order, PrintWriter out);

    /** Serves the gateway until the process is told to stop; without a port, on that of the settings. */
    void serve(PlaceOptions common, OptionalInt port, PrintWriter out);

    /** Every fault a sandbox knows: its name and a sentence. */
    List<String> faults();

    /** Whether a token's money does not exist: whether it is the sandbox's. */
    boolean isSimulated(String token);

    /** What is done before the first run: wallet and unpaid questions. */
    Setup setup();

    /** Patron's version. */
    String version();
}
