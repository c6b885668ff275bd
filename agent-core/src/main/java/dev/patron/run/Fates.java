package dev.patron.run;

import dev.patron.ledger.FulfilmentState;
import dev.patron.ledger.IntentRecord;
import dev.patron.ledger.PaymentState;

/** Resolving one intent's money where no shot is being pursued. */
final class Fates {
    private Fates() {}

    static void resolve(Agent.Hands hands, IntentRecord intent) {
        if (intent.payment() == PaymentState.UNKNOWN || intent.payment() == PaymentState.SETTLED) {
            hands.payments().resolve(intent);
        }
        IntentRecord after = hands.ledger().reader().intent(intent.id()).orElseThrow();
        if (after.payment() == PaymentState.SETTLED && after.fulfilment() == FulfilmentState.NONE) {
            hands.ledger().fulfil(after.id(), FulfilmentState.NO_HANDLE, "NO_HANDLE");
        }
    }
}
