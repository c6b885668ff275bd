package dev.patron.payment;

import dev.patron.ledger.IncidentFacts;
import dev.patron.ledger.IntentRecord;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.ReceiptClaim;
import java.util.Optional;

/**
 * Holds what a seller's receipts of success said against the chain's last word about a payment; what it contradicts is an
 * incident.
 *
 * <p>Only what can no longer change contradicts: a transfer or a cancellation in a final block, or a nonce unused in a final
 * block past its end. Before that a receipt that looks false may be early, or an endpoint late. A seller is frozen before
 * its payment is concluded, so that a process that dies in between finds the incident again, and no further signature
 * goes there meanwhile.
 */
final class Contradictions {
    private final Ledger ledger;
    private final Settlements settlements;

    Contradictions(Ledger ledger, Settlements settlements) {
        this.ledger = ledger;
        this.settlements = settlements;
    }

    /** Records each receipt of the intent that this fate contradicts, before the fate itself is recorded. */
    void look(IntentRecord intent, Fate fate) {
        if (!isLast(fate)) {
            return;
        }
        for (ReceiptClaim claim : ledger.reader().receipts(intent.id())) {
            wrong(intent, claim, fate)
                    .ifPresent(what -> ledger.incident(intent.id(), new IncidentFacts(what, claim, words(fate))));
        }
    }

    private static boolean isLast(Fate fate) {
        return switch (fate) {
            case Fate.Used(SettlementProof proof) -> proof.isFinal();
            case Fate.Dead _, Fate.Cancelled _ -> true;
            case Fate.Open _, Fate.Unclear _ -> false;
        };
    }

    private Optional<String> wrong(IntentRecord intent, ReceiptClaim claim, Fate fate) {
        return fate instanceof Fate.Used(SettlementProof proof)
                ? wrongOfPaid(intent, claim, proof)
                : wrongOfUnpaid(intent, claim);
    }

    private Optional<String> wrongOfPaid(IntentRecord intent, ReceiptClaim claim, SettlementProof proof) {
        if (!claim.transaction().isEmpty() && !claim.transaction().equals(proof.transaction())) {
            return other(intent, claim);
        }
        boolean sameUnits = claim.units().map(proof.units()::equals).orElse(true);
        return sameUnits ? Optional.empty() : Optional.of("the receipt is over another amount than was paid");
    }

    private Optional<String> wrongOfUnpaid(IntentRecord intent, ReceiptClaim claim) {
        return claim.transaction().isEmpty()
                ? Optional.of("the receipt says that it was paid, and nothing was")
                : other(intent, claim);
    }

    /** A transaction that the ledger itself saw pay, before its block vanished, was no lie when it was named. */
    private Optional<String> other(IntentRecord intent, ReceiptClaim claim) {
        if (ledger.reader().sawPaying(intent.id(), claim.transaction())) {
            return Optional.empty();
        }
        return Optional.of(
                switch (settlements.sighting(intent.asset(), claim.transaction())) {
                    case STANDS -> "the receipt names a transaction that did not make this payment";
                    case ABSENT -> "the receipt names a transaction that is not on the chain";
                    case UNKNOWN -> "the receipt names a transaction that did not make this payment, if there is one";
                });
    }

    private static String words(Fate fate) {
        return switch (fate) {
            case Fate.Used(SettlementProof proof) -> "paid by " + proof.transaction() + ", " + proof.units() + " units";
            case Fate.Cancelled(String transaction, Block _) -> "cancelled by " + transaction;
            case Fate.Dead _ -> "never used";
            case Fate.Open _, Fate.Unclear _ -> "nothing final";
        };
    }
}
