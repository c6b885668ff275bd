package dev.patron.ledger;

import java.util.EnumSet;
import java.util.Set;

/**
 * The payment track of an intent.
 *
 * <p>"Sent" is not a state: AUTHORIZED already means that the signature may be out. From there on only the chain
 * ends it. {@link #recoverable} is a second, narrower table, used only when the journal or the chain shows money
 * that a restored database does not know.
 */
public enum PaymentState {
    INTENT,
    QUOTED,
    DENIED,
    REFERRED,
    RESERVED,
    AUTHORIZED,
    UNKNOWN,
    SETTLED,
    EXPIRED,
    CANCELLED,
    ABANDONED,
    UNCHARGED,
    VOIDED;

    /** The states that may follow this one. */
    public Set<PaymentState> next() {
        return switch (this) {
            case INTENT -> EnumSet.of(QUOTED, ABANDONED, UNCHARGED);
            case QUOTED -> EnumSet.of(DENIED, REFERRED, RESERVED, ABANDONED, UNCHARGED);
            case REFERRED -> EnumSet.of(QUOTED, DENIED);
            case DENIED, VOIDED, ABANDONED, UNCHARGED -> EnumSet.of(QUOTED, ABANDONED, UNCHARGED);
            case RESERVED -> EnumSet.of(AUTHORIZED, VOIDED);
            case AUTHORIZED -> EnumSet.of(UNKNOWN);
            case UNKNOWN -> EnumSet.of(SETTLED, EXPIRED, CANCELLED);
            case SETTLED -> EnumSet.of(UNKNOWN);
            case EXPIRED, CANCELLED -> EnumSet.noneOf(PaymentState.class);
        };
    }

    /** Whether recovery may set UNKNOWN from here: states in which no signature was thought to exist. */
    boolean recoverable() {
        return switch (this) {
            case INTENT, QUOTED, DENIED, REFERRED, RESERVED, ABANDONED, UNCHARGED, VOIDED -> true;
            case AUTHORIZED, UNKNOWN, SETTLED, EXPIRED, CANCELLED -> false;
        };
    }

    /** Whether money is reserved, signed for or of unknown fate. */
    public boolean atRisk() {
        return this == RESERVED || this == AUTHORIZED || this == UNKNOWN;
    }

    /** Whether a fresh demand may be asked for on the same intent. */
    public boolean mayBeAskedAgain() {
        return switch (this) {
            case INTENT, DENIED, REFERRED, VOIDED, ABANDONED, UNCHARGED -> true;
            case QUOTED, RESERVED, AUTHORIZED, UNKNOWN, SETTLED, EXPIRED, CANCELLED -> false;
        };
    }
}
