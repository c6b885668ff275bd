package dev.patron.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.door.Documents;
import dev.patron.ledger.ClaimRecord;
import dev.patron.run.RunReport;
import dev.patron.run.StartReport;
import java.util.List;

/** What a spending command says at its beginning and at its end. */
final class Notices {
    private Notices() {}

    static void started(Screen screen, StartReport started) {
        erased(screen, started);
        if (started.chain().adopted()) {
            screen.say("the ledger adopts this wallet: its balance now is the opening entry");
        }
        if (started.records().tornJournal()) {
            screen.warn("the journal's last record was cut short by a stop; it was never acted on and is gone");
        }
        if (started.records().appliedToLedger() > 0) {
            screen.warn(started.records().appliedToLedger()
                    + " signed payments were in the journal and not in the ledger: an older copy was put back; they are"
                    + " at risk again until the chain has been asked");
        }
        if (started.records().unknown() > 0) {
            screen.say(started.records().unknown() + " signed payments may have been sent before the last stop");
        }
        if (started.chain().recovered() > 0) {
            screen.warn(started.chain().recovered()
                    + " payments of planned shots were found on the chain and not in the ledger; they are booked");
        }
        if (started.chain().unexplained() > 0) {
            screen.warn(started.chain().unexplained() + " transfers left the wallet without an intent: they are claims"
                    + " (UNEXPLAINED_OUTFLOW) and count against every budget");
        }
        for (ClaimRecord claim : started.refunded()) {
            screen.say("claim C" + claim.id() + " is closed: its seller `" + claim.provider() + "` paid back "
                    + claim.usd() + " USD");
        }
    }

    private static void erased(Screen screen, StartReport started) {
        int runs = started.expired().size();
        if (runs > 0) {
            screen.say("erased briefs and payloads of " + runs + (runs == 1 ? " run" : " runs")
                    + " that ended longer ago than `retention` in the settings keeps them");
        }
    }

    /** Prints the runs and gives the exit code. */
    static int finished(Screen screen, List<RunReport> reports, boolean asList) {
        StringBuilder text = new StringBuilder();
        for (RunReport report : reports) {
            text.append(text.isEmpty() ? "" : "\n");
            text.append(Texts.run(Documents.run(report)));
            if (!report.run().out().isEmpty()) {
                text.append("\ndelivered to ")
                        .append(report.run().out())
                        .append("\n  open ")
                        .append(Documents.out(report).resolve("index.html"))
                        .append("\n  receipt ")
                        .append(Documents.out(report).resolve("receipt.md"))
                        .append('\n');
            }
            if (report.run().status().equals("waiting")) {
                text.append("\nonly time can tell the rest; go on with `patron resume ")
                        .append(report.run().id(), 0, 8)
                        .append("`\n");
            }
        }
        ObjectNode document = asList ? RunCommand.several(reports) : Documents.run(reports.getFirst());
        screen.result(document, text.toString());
        return ExitCodes.worst(reports.stream()
                .map(report -> ExitCodes.of(report.run().status()))
                .toList());
    }
}
