package dev.patron.wire;

import java.time.Duration;

/**
 * What one exchange may cost.
 *
 * @param deadline       from the first byte sent to the last byte of the body
 * @param maxBodyBytes   of the answer
 * @param maxHeaderBytes of the answer's names and values together
 */
public record Bounds(Duration deadline, int maxBodyBytes, int maxHeaderBytes) {
    public Bounds {
        if (deadline.isNegative() || deadline.isZero() || maxBodyBytes < 0 || maxHeaderBytes < 0) {
            throw new IllegalArgumentException("an exchange needs a deadline above zero and sizes of zero or more");
        }
    }
}
