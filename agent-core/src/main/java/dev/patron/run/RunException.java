package dev.patron.run;

/** Says why a run cannot be begun or taken up; nothing was spent for it. */
public final class RunException extends RuntimeException {
    public RunException(String message) {
        super(message);
    }
}
