package dev.patron.ledger;

/**
 * Somebody's word on how a claim ended.
 *
 * @param note        why, in a sentence; may be empty
 * @param transaction the transfer that brought the money back: {@code 0x} and 64 hexadecimal digits, or empty
 */
public record ClaimClosing(Outcome outcome, String note, String transaction) {
    /** How a claim can end by somebody's word. */
    public enum Outcome {
        REFUNDED,
        WRITTEN_OFF
    }
}
