package dev.patron.invoice;

import dev.patron.ledger.AuthorizeOutcome;
import dev.patron.ledger.ChainProof;
import dev.patron.ledger.InvoiceRecord;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.Signing;
import dev.patron.payment.Fate;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A treasury that keeps a book: one order, handed over until it is answered. */
final class BookTill implements Till {
    private static final Logger LOG = LoggerFactory.getLogger(BookTill.class);

    private final Gateway.Hands hands;
    private final Ledger ledger;
    private final BookTreasury treasury;

    BookTill(Gateway.Hands hands, BookTreasury treasury) {
        this.hands = hands;
        this.ledger = hands.ledger();
        this.treasury = treasury;
    }

    @Override
    public AuthorizeOutcome authorize(InvoiceRecord invoice) {
        Treasury.Transfer transfer = new Treasury.Transfer(invoice.intent().nonce(), invoice.payee(), invoice.amount());
        return ledger.authorize(ledger.invoices().command(invoice), hands.policy(), _ -> sign(transfer));
    }

    private Signing.Signed sign(Treasury.Transfer transfer) {
        try {
            return new Signing.Signed(treasury.network(), "1", Signing.NEVER, 0, treasury.order(transfer));
        } catch (TreasuryException e) {
            throw new Signing.RefusedException(e.code(), String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Said present(InvoiceRecord invoice) {
        Optional<byte[]> order = ledger.invoices().order(invoice.intent()).filter(bytes -> bytes.length > 0);
        if (order.isEmpty()) {
            return Said.of(new Fate.Unclear("the order can no longer be read"));
        }
        try {
            return Said.of(treasury.present(order.get()));
        } catch (RuntimeException e) {
            LOG.warn(
                    "the treasury did not answer for intent {}",
                    invoice.intent().id(),
                    e);
            return Said.of(new Fate.Unclear("the treasury did not answer"));
        }
    }

    /** A book is asked by handing the order over, and not otherwise. */
    @Override
    public Said look(InvoiceRecord invoice) {
        return Said.of(new Fate.Unclear("nothing is handed over"));
    }

    @Override
    public void settle(String intent, ChainProof proof, Said said) {
        ledger.settle(intent, proof);
    }

    @Override
    public void cancel(String intent, ChainProof proof, Said said) {
        ledger.cancel(intent, proof);
    }
}
