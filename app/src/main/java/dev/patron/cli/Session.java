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

    /** Writes or updates a run's delivery folder and signs the ledger's log; the report with that checkpoint. */
    RunReport deliver(RunReport report);

    /**
     * Looks, before anything is bought for a new run, whether its folder can be its own.
     *
     * @throws UsageException when it holds something of somebody else
     */
    void reserveFolder(Path folder);

    RunTotals totals(String run);

    /** Ids of runs at this market that are unfinished or have money at risk, oldest first. */
    List<String> unfinished();

    /** A run's id from its first characters. */
    String runId(String prefix);

    /** Where delivery folders are put when the command line does not say. */
    Path deliveries();

    @Override
    void close();
}
