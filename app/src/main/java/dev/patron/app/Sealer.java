package dev.patron.app;

import dev.patron.ledger.EventLog;
import dev.patron.log.Keeping;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the ledger's log signed each second while there is something to sign. */
final class Sealer implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Runnable sign;
    private String said = "";

    Sealer(Runnable sign) {
        this.sign = sign;
    }

    static AutoCloseable over(EventLog log, Background background) {
        return background.each(PAUSE, new Sealer(() -> {
            if (log.isBehind()) {
                log.checkpoint(Keeping.HOURLY);
            }
        }));
    }

    /** What goes wrong is said once, and ends no later turn: the run itself meets it again before it ends. */
    @Override
    public void run() {
        try {
            sign.run();
            said = "";
        } catch (RuntimeException e) {
            String what = String.valueOf(e);
            if (!what.equals(said)) {
                LOG.warn("the ledger's log was not signed; it is tried again in a second", e);
                said = what;
            }
        }
    }
}
