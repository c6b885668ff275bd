package dev.patron.payment;

/** What a chain says of one authorization. */
public sealed interface Fate {
    /** Not used at the head, and it still may be. */
    record Open(ChainHead head) implements Fate {}

    /** Not used at this final block, which is at or after {@code validBefore}: it can never be used. */
    record Dead(Block at) implements Fate {}

    /** Used: the transfer it caused, whether or not that is what was signed for. */
    record Used(SettlementProof proof) implements Fate {}

    /** Cancelled by its owner, in a final block. */
    record Cancelled(String transaction, Block at) implements Fate {}

    /** Nothing certain can be said now; ask again. */
    record Unclear(String why) implements Fate {}
}
