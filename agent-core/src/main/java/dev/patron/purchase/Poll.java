package dev.patron.purchase;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a seller says of a generation. Progress is shown and kept, and decides nothing. */
public sealed interface Poll {
    /** Not done. {@code progress} is 0 to 100 where the seller gives one. */
    record Working(String status, Optional<Integer> progress) implements Poll {}

    /** Done; {@code outputs} may be empty or useless. */
    record Completed(List<Output> outputs) implements Poll {
        public Completed {
            outputs = List.copyOf(outputs);
        }
    }

    /** The seller reports that it failed. */
    record Failed(String detail) implements Poll {}

    /** Nothing useful: unreachable, not found, an error, nonsense, or a demand for payment (which is never paid). */
    record Unhelpful(int status, String detail, Optional<Duration> retryAfter) implements Poll {}
}
