package dev.patron.ledger;

import java.util.EnumSet;
import java.util.Set;

/**
 * The fulfilment track of an intent: what became of the goods, whatever became of the money.
 *
 * <p>FAILED is only ever the seller's own word. A lost, refused or late asset is OVERDUE and a missing id is
 * NO_HANDLE; both may still be delivered.
 */
public enum FulfilmentState {
    NONE,
    GENERATING,
    DELIVERED,
    FAILED,
    OVERDUE,
    NO_HANDLE;

    /** The states that may follow this one. */
    public Set<FulfilmentState> next() {
        return switch (this) {
            case NONE -> EnumSet.of(GENERATING, NO_HANDLE);
            case GENERATING -> EnumSet.of(DELIVERED, FAILED, OVERDUE);
            case OVERDUE, NO_HANDLE -> EnumSet.of(GENERATING, DELIVERED);
            case FAILED -> EnumSet.of(GENERATING, DELIVERED);
            case DELIVERED -> EnumSet.noneOf(FulfilmentState.class);
        };
    }

    /** Whether a settled payment in this state has brought nothing and is owed for. */
    boolean isOwed() {
        return this == FAILED || this == OVERDUE || this == NO_HANDLE;
    }
}
