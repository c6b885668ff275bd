package dev.patron.run;

import java.time.Instant;

/** Says that new runs must wait, because signatures that the ledger does not know may still be alive. */
public final class HeldException extends RuntimeException {
    private final transient Instant until;

    public HeldException(Instant until) {
        super("the chain shows payments that this ledger did not know: an older copy was put back; new runs wait for a"
                + " final block after " + until + ", so that signatures nobody knows of are dead. Runs that are"
                + " recorded go on with `patron resume`");
        this.until = until;
    }

    public Instant until() {
        return until;
    }
}
