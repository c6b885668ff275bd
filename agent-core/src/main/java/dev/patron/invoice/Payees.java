package dev.patron.invoice;

import dev.patron.ledger.ApiKey;
import dev.patron.ledger.InvoiceRecord;
import dev.patron.money.Payee;
import java.util.List;
import java.util.Optional;

/**
 * Whom a provider's keys name. An address can be written in several ways; so payees are compared as the treasury of their network reads them,
 * and never as text.
 */
final class Payees {
    private final Gateway.Hands hands;

    Payees(Gateway.Hands hands) {
        this.hands = hands;
    }

    /**
     * Why a provider's invoice may not be paid to a payee; empty where it may. Play money goes to whoever is named while the provider never had a
     * key; real money only to whom a key of it names. When the last key ends, nobody is paid until there is another.
     */
    Optional<String> refusal(Treasury treasury, String provider, Payee payee) {
        ProviderHost host = new ProviderHost(provider);
        List<String> named = hands.keys().payees(host);
        boolean known = named.stream().anyMatch(text -> treasury.payee(text).equals(Optional.of(payee)));
        boolean registered = hands.keys().isRegistered(host);
        if (known || (!registered && treasury.isSimulated())) {
            return Optional.empty();
        }
        if (!named.isEmpty()) {
            return Optional.of("the keys of provider `" + provider + "` are for another payee");
        }
        return Optional.of(
                registered
                        ? "no key of provider `" + provider
                                + "` works any more, so nobody says who is to be paid for it"
                        : "provider `" + provider
                                + "` has no key here, and real money is paid to registered payees only");
    }

    /** Why a payee is not the provider's own: it has keys, and they are for others. Empty while it has none. */
    Optional<String> contradiction(Treasury treasury, String provider, Payee payee) {
        List<String> named = hands.keys().payees(new ProviderHost(provider));
        boolean known = named.isEmpty()
                || named.stream().anyMatch(text -> treasury.payee(text).equals(Optional.of(payee)));
        return known ? Optional.empty() : Optional.of("the keys of provider `" + provider + "` are for another payee");
    }

    /** Whether an invoice is a provider's own: its host and its payee. Where its treasury is no more, only the same text is the same payee. */
    boolean owns(ApiKey provider, InvoiceRecord invoice) {
        boolean same = invoice.payTo().equals(provider.payTo())
                || Optional.ofNullable(hands.treasuries().get(invoice.network()))
                        .flatMap(treasury -> treasury.payee(provider.payTo()))
                        .equals(Optional.of(invoice.payee()));
        return same && invoice.provider().equals(provider.subject());
    }
}
