package dev.patron.ledger;

/** A broken world: the ledger cannot go on. The transaction that met it changed nothing. */
public final class LedgerException extends RuntimeException {
    private final Fault fault;

    public LedgerException(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    public LedgerException(Fault fault, String message, Throwable cause) {
        super(message, cause);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
