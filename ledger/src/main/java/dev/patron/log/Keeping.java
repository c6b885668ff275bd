package dev.patron.log;

/**
 * Whether a checkpoint's note stays in the file {@code checkpoints} after a newer one has taken its place.
 *
 * <p>A note takes some 250 bytes. Those that are only {@link #HOURLY} come to at most 2.2 MB in a year of uninterrupted
 * work, were one signed each second.
 */
public enum Keeping {
    /** Stays: somebody acts on it, such as a payment that leaves or a run that ends. */
    FOR_GOOD,
    /** Stays if an hour has passed since the last one that did, or none did since the log was opened. */
    HOURLY
}
