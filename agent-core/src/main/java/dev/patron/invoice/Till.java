package dev.patron.invoice;

import dev.patron.ledger.AuthorizeOutcome;
import dev.patron.ledger.ChainProof;
import dev.patron.ledger.InvoiceRecord;
import dev.patron.ledger.NetworkFee;
import dev.patron.payment.Fate;
import java.util.Optional;

/** How payments go through one kind of treasury: what is signed and recorded, handed over, and booked. */
sealed interface Till permits BookTill, AccountTill {
    /** What the treasury's chain says, and what the network took for it where that is certain. */
    record Said(Fate fate, Optional<NetworkFee> fee) {
        static Said of(Fate fate) {
            return new Said(fate, Optional.empty());
        }
    }

    /** Signs what a quote reserved, and makes it durable. */
    AuthorizeOutcome authorize(InvoiceRecord invoice);

    /** Hands over what was signed, and hears what became of it. A treasury that is silent is unclear. */
    Said present(InvoiceRecord invoice);

    /** Hears what became of what was signed, and hands nothing over. */
    Said look(InvoiceRecord invoice);

    void settle(String intent, ChainProof proof, Said said);

    void cancel(String intent, ChainProof proof, Said said);
}
