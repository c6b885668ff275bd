package dev.patron.ledger;

/** What became of the wish to erase a run. */
public sealed interface ErasureOutcome {
    ErasureFacts facts();

    /** It may be erased, or now is recorded as erased. */
    record Granted(ErasureFacts facts) implements ErasureOutcome {}

    /** It was erased before; what a stop left over can be taken away. */
    record Before(ErasureFacts facts) implements ErasureOutcome {}

    /** Something of it is open; nothing was changed. {@code why} says what, for people. */
    record Refused(ErasureFacts facts, String why) implements ErasureOutcome {}
}
