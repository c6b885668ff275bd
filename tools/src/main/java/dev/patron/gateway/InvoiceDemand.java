package dev.patron.gateway;

import dev.patron.payment.PaymentRequired;
import dev.patron.payment.PaymentRequirements;
import dev.patron.payment.Protocol;
import dev.patron.payment.Provider;
import dev.patron.payment.SellerRequest;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An invoice put as the one way to pay that it is, so that it can be held against the catalogue. */
record InvoiceDemand(Provider provider, Protocol.Xfour protocol) {
    PaymentRequired required(SellerRequest asked, Invoice invoice, String raw) {
        boolean ourNetwork = invoice.network().equals(protocol.network());
        boolean ourToken = invoice.currency()
                .map(symbol -> symbol.equalsIgnoreCase(provider.asset().symbol()))
                .orElse(true);
        PaymentRequirements entry = new PaymentRequirements(
                "exact",
                ourNetwork ? provider.asset().network().toString() : invoice.network(),
                units(invoice.amount()),
                ourToken
                        ? provider.asset().contract().text()
                        : invoice.currency().orElse(""),
                invoice.payTo(),
                Optional.of(provider.deadlines().validity().toSeconds()),
                Optional.empty(),
                Optional.empty(),
                Optional.of(provider.domain().name()),
                Optional.of(provider.domain().version()),
                raw);
        String digest = Digest.of(String.join(
                "\n",
                invoice.id(),
                invoice.amount().toPlainString(),
                invoice.payTo(),
                invoice.network(),
                invoice.currency().orElse("")));
        return new PaymentRequired(Optional.empty(), asked.uri().toString(), "{}", List.of(entry), Map.of(), digest);
    }

    /** Atomic units; an amount finer than the token is shown as it is, and is no price of the catalogue. */
    private String units(BigDecimal amount) {
        BigDecimal units = amount.movePointRight(provider.asset().decimals());
        return units.stripTrailingZeros().scale() <= 0 ? units.toBigInteger().toString() : units.toPlainString();
    }
}
