package dev.patron.paywall;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Tells whether a proof shows that a bill is paid. Bounded in time; safe for any number of threads. */
@FunctionalInterface
public interface ProofCheck {
    /** More than any time that is meant, and less than an {@link Instant} can hold. */
    long TIME_MOST = 100_000_000_000_000L;

    /** What came of it. */
    sealed interface Checked {
        /** @param at when, as far as the gateway says it */
        record Paid(Optional<Instant> at) implements Checked {
            /** Seconds of the epoch, or milliseconds of it, where they are ones. */
            static Paid at(JsonNode number, ChronoUnit unit) {
                return new Paid(
                        number.canConvertToLong() && Math.abs(number.asLong()) <= TIME_MOST
                                ? Optional.of(Instant.EPOCH.plus(number.asLong(), unit))
                                : Optional.empty());
            }
        }

        /**
         * It does not show it.
         *
         * @param code a word such as {@code PROOF_EXPIRED}
         */
        record Refused(String code) implements Checked {}

        /** Nobody could tell now. */
        record Unknown(String why) implements Checked {}
    }

    Checked check(String proof, Bill bill);

    /** Whether each check uses up something of the provider's, so that proofs which are refused must be bounded. */
    default boolean isMetered() {
        return false;
    }
}
