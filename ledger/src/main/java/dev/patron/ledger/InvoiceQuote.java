package dev.patron.ledger;

import dev.patron.policy.Code;
import dev.patron.policy.Decision;
import java.util.Optional;

/** What asking for a quote on an invoice came to. */
public sealed interface InvoiceQuote {
    /** Money is reserved for it, or was already, or has been paid: this is its quote. */
    record Standing(String intent, int round) implements InvoiceQuote {}

    /** Denied by the policy, or for a reason that is no rule's; nothing is held. */
    record Denied(Code code, String message, Optional<Decision.Deny> denial) implements InvoiceQuote {}

    /** The invoice is known with other terms; nothing changed. */
    record OtherTerms(String difference) implements InvoiceQuote {}
}
