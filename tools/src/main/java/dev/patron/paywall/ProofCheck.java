package dev.patron.paywall;

/** Tells whether a proof shows that a bill is paid. Bounded in time; safe for any number of threads. */
@FunctionalInterface
public interface ProofCheck {
    /** What came of it. */
    sealed interface Checked {
        record Paid() implements Checked {}

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
