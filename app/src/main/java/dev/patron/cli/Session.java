package dev.patron.cli;

import dev.patron.ledger.RunTotals;
import dev.patron.run.Agent;
import dev.patron.run.RunReport;
import dev.patron.run.StartReport;
import java.nio.file.Path;
import java.util.List;

/** A process that owns its data directory and may spend: what {@code run} and {@code resume} work with. */
public interface Session extends AutoCloseable {
    Agent agent();

    /** What had to be put right at the start. */
    StartReport started();

    /** Writes or updates a run's delivery folder. */
    void deliver(RunReport report);

    RunTotals totals(String run);

    /** Ids of unfinished runs at this market, oldest first. */
    List<String> unfinished();

    /** A run's id from its first characters. */
    String runId(String prefix);

    /** Where delivery folders are put when the command line does not say. */
    Path deliveries();

    @Override
    void close();
}
