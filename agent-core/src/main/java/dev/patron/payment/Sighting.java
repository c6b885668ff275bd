package dev.patron.payment;

/** Whether a transaction is known to a chain. */
public enum Sighting {
    /** At least one endpoint shows its receipt. */
    STANDS,
    /** Every endpoint was asked and none knows it. */
    ABSENT,
    /** Nobody who was asked knows it, and somebody did not answer. */
    UNKNOWN
}
