package dev.patron.gateway;

import dev.patron.payment.Choice;
import dev.patron.payment.Choosing;
import dev.patron.payment.Demand;
import dev.patron.payment.PaymentRequired;
import dev.patron.payment.PaymentRequirements;
import dev.patron.payment.Protocol;
import dev.patron.payment.Provider;
import dev.patron.payment.SellerRequest;
import dev.patron.plan.Kind;
import dev.patron.policy.Code;
import dev.patron.wire.Reply;
import dev.patron.xgen.XgenSeller;
import java.math.BigDecimal;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a demand in {@code X-402-*} headers as the one way to pay that it is, and has it quoted by the gateway.
 *
 * <p>The gateway is asked only about what agrees with the catalogue; what differs goes to the money path as it is and is
 * denied there.
 */
final class InvoiceChallenge implements XgenSeller.Challenge {
    private static final int STATUS = 402;

    private final Provider provider;
    private final Protocol.Xfour protocol;
    private final RemoteGateway gateway;
    private final InstantSource clock;

    InvoiceChallenge(Provider provider, Protocol.Xfour protocol, RemoteGateway gateway, InstantSource clock) {
        this.provider = provider;
        this.protocol = protocol;
        this.gateway = gateway;
        this.clock = clock;
    }

    @Override
    public Demand read(SellerRequest asked, Reply.Received answer) {
        Invoice invoice;
        try {
            invoice = Invoice.of(answer.headers());
        } catch (Invoice.NoInvoiceException e) {
            return new Demand.Refused(Code.MALFORMED_CHALLENGE, STATUS, String.valueOf(e.getMessage()));
        }
        PaymentRequired plain = required(asked, invoice, "{}");
        boolean agrees = provider.prices().keySet().stream().anyMatch(kind -> agrees(kind, plain, asked.uri()));
        if (!agrees) {
            return new Demand.Demanded(plain);
        }
        long now = clock.instant().getEpochSecond();
        return switch (gateway.quote(
                invoice, site(provider.baseUrl()), provider.deadlines().demand())) {
            case RemoteGateway.Quoted.Refused(int status, String why) ->
                new Demand.Refused(Code.GATEWAY_REFUSED, status, why);
            case RemoteGateway.Quoted.Allowed(String id) ->
                new Demand.Demanded(required(asked, invoice, invoice.with(new Invoice.Quote(id, now))));
        };
    }

    private boolean agrees(Kind kind, PaymentRequired required, URI asked) {
        return Choosing.choose(provider, kind, required, asked) instanceof Choice.Chosen;
    }

    private PaymentRequired required(SellerRequest asked, Invoice invoice, String raw) {
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

    /** The address that names the provider to the gateway. */
    static String site(URI base) {
        return base.getScheme() + "://" + base.getRawAuthority();
    }
}
