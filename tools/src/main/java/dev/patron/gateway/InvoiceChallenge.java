package dev.patron.gateway;

import dev.patron.payment.Choice;
import dev.patron.payment.Choosing;
import dev.patron.payment.Demand;
import dev.patron.payment.PaymentRequired;
import dev.patron.payment.Protocol;
import dev.patron.payment.Provider;
import dev.patron.payment.SellerRequest;
import dev.patron.plan.Kind;
import dev.patron.policy.Code;
import dev.patron.wire.Reply;
import dev.patron.xgen.XgenSeller;
import java.net.URI;
import java.time.InstantSource;

/**
 * Reads a demand in {@code X-402-*} headers as the one way to pay that it is, and has it quoted by the gateway.
 *
 * <p>The gateway is asked only about what agrees with the catalogue; what differs goes to the money path as it is and is
 * denied there.
 */
final class InvoiceChallenge implements XgenSeller.Challenge {
    private static final int STATUS = 402;

    private final Provider provider;
    private final InvoiceDemand demand;
    private final RemoteGateway gateway;
    private final InstantSource clock;

    InvoiceChallenge(Provider provider, Protocol.Xfour protocol, RemoteGateway gateway, InstantSource clock) {
        this.provider = provider;
        this.demand = new InvoiceDemand(provider, protocol);
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
        PaymentRequired plain = demand.required(asked, invoice, "{}");
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
                new Demand.Demanded(demand.required(asked, invoice, invoice.with(new Invoice.Quote(id, now))));
        };
    }

    private boolean agrees(Kind kind, PaymentRequired required, URI asked) {
        return Choosing.choose(provider, kind, required, asked) instanceof Choice.Chosen;
    }

    /** The address that names the provider to the gateway. */
    static String site(URI base) {
        return base.getScheme() + "://" + base.getRawAuthority();
    }
}
