package dev.patron.app;

import dev.patron.ledger.EventLog;
import dev.patron.ledger.LedgerException;
import dev.patron.log.Keeping;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the ledger's log signed each second while there is something to sign. */
final class Sealer implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final EventLog log;
    private String said = "";

    private Sealer(EventLog log) {
        this.log = log;
    }

    static AutoCloseable over(EventLog log, Background background) {
        return background.each(PAUSE, new Sealer(log));
    }

    /** What goes wrong is said once: the run itself meets it again before it ends. */
    @Override
    public void run() {
        try {
            if (log.isBehind()) {
                log.checkpoint(Keeping.HOURLY);
            }
            said = "";
        } catch (LedgerException e) {
            String what = String.valueOf(e.getMessage());
            if (!what.equals(said)) {
                LOG.warn("the ledger's log was not signed: {}", what);
                said = what;
            }
        }
    }
}
