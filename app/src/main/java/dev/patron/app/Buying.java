package dev.patron.app;

import dev.patron.cli.HouseException;
import dev.patron.cli.Session;
import dev.patron.cli.UsageException;
import dev.patron.delivery.Delivery;
import dev.patron.door.Deliveries;
import dev.patron.ledger.DeliveryFacts;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.RunRecord;
import dev.patron.ledger.RunTotals;
import dev.patron.log.Keeping;
import dev.patron.log.SignedCheckpoint;
import dev.patron.money.Usd;
import dev.patron.run.Agent;
import dev.patron.run.RunReport;
import dev.patron.run.StartReport;
import dev.patron.store.DeliveryFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A session: everything that was opened for it, closed in the opposite order. */
final class Buying implements Session {
    private final Agent agent;
    private final Ledger ledger;
    private final StartReport started;
    private final Folders folders;
    private final Deque<AutoCloseable> opened;

    /** Where deliveries go, and at which market. */
    record Folders(DeliveryFolder writer, Path parent, String market) {}

    Buying(Agent agent, Ledger ledger, StartReport started, Folders folders, Deque<AutoCloseable> opened) {
        this.agent = agent;
        this.ledger = ledger;
        this.started = started;
        this.folders = folders;
        this.opened = new ArrayDeque<>(opened);
    }

    @Override
    public Agent agent() {
        return agent;
    }

    @Override
    public StartReport started() {
        return started;
    }

    @Override
    public RunReport deliver(RunReport report) {
        if (report.erased().isPresent()) {
            return report; // it ended before, and the folder is somebody's own
        }
        if (report.run().out().isEmpty()) {
            agent.delivered(report); // its key is lost, and with it the folder's place
            return report;
        }
        try {
            Delivery delivery = Deliveries.of(report);
            String manifest =
                    folders.writer().write(delivery, Path.of(report.run().out()));
            int files = delivery.shots().stream()
                    .mapToInt(shot -> shot.files().size())
                    .sum();
            ledger.delivered(report.run().id(), new DeliveryFacts(manifest, files));
            agent.delivered(report);
            return report.signed(ledger.log().checkpoint(Keeping.FOR_GOOD).map(SignedCheckpoint::note));
        } catch (IOException e) {
            throw new HouseException(
                    "the delivery folder `" + report.run().out() + "` could not be written: "
                            + DataDirectory.reason(e) + "; everything bought is kept, and `patron resume "
                            + report.run().id().substring(0, 8) + "` writes it again",
                    e);
        }
    }

    @Override
    public void reserveFolder(Path folder) {
        try {
            folders.writer().refuseTaken(folder);
        } catch (IOException e) {
            throw new UsageException(
                    "the delivery folder `" + folder + "` " + DataDirectory.reason(e) + "; nothing was bought");
        }
    }

    @Override
    public RunTotals totals(String run) {
        return ledger.reader().totals(run);
    }

    @Override
    public List<String> unfinished() {
        return ledger.reader().runs().stream()
                .filter(run -> run.market().equals(folders.market()))
                .filter(run -> run.isUnfinished() || isUnderWay(run.id()))
                .map(RunRecord::id)
                .toList()
                .reversed();
    }

    /** Whether a run that is over still has money at risk, or waits for goods. */
    private boolean isUnderWay(String run) {
        return !ledger.reader().totals(run).atRisk().equals(Usd.ZERO)
                || agent.report(run).shots().stream()
                        .anyMatch(shot -> shot.status().equals("waiting"));
    }

    @Override
    public String runId(String prefix) {
        List<String> found = ledger.reader().runs().stream()
                .map(RunRecord::id)
                .filter(id -> id.startsWith(prefix))
                .toList();
        if (found.size() != 1) {
            throw new UsageException(
                    found.isEmpty()
                            ? "no run `" + prefix + "`; `patron runs` lists them"
                            : "`" + prefix + "` is the beginning of " + found.size() + " runs; give more of it");
        }
        return found.getFirst();
    }

    @Override
    public Path deliveries() {
        return folders.parent();
    }

    @Override
    public void close() {
        closeAll(opened);
    }

    /** Closes what was opened; what goes wrong then does not hide why. */
    static void closeAfter(RuntimeException cause, Deque<AutoCloseable> opened) {
        try {
            closeAll(opened);
        } catch (RuntimeException second) {
            cause.addSuppressed(second);
        }
    }

    static void closeAll(Deque<AutoCloseable> opened) {
        RuntimeException first = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                RuntimeException wrapped = e instanceof RuntimeException known
                        ? known
                        : new HouseException("something did not close: " + e.getMessage(), e);
                first = first == null ? wrapped : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
