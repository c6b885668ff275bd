package dev.patron.gateway;

import dev.patron.payment.Answer;
import dev.patron.payment.Authorization;
import dev.patron.payment.Demand;
import dev.patron.payment.PaymentRequired;
import dev.patron.payment.PaymentRequirements;
import dev.patron.payment.Protocol;
import dev.patron.payment.Provider;
import dev.patron.payment.SellerRequest;
import dev.patron.payment.SettlementResponse;
import dev.patron.plan.Kind;
import dev.patron.plan.Shot;
import dev.patron.policy.Code;
import dev.patron.purchase.AssetStore;
import dev.patron.purchase.Fetched;
import dev.patron.purchase.GenerationSeller;
import dev.patron.purchase.Output;
import dev.patron.purchase.Poll;
import dev.patron.wire.Wire;
import dev.patron.xgen.AssetFetcher;
import dev.patron.xgen.XgenSeller;
import java.util.List;
import java.util.Optional;

/**
 * A seller whose demands are invoices that a gateway pays.
 *
 * <p>Presenting has two halves. First the order is handed to the gateway, at most once unless its payments are idempotent;
 * its answer is a claim. Once it has shown a payment, presenting sends the provider's request again with the proof. Everything
 * after that is the XGEN API's. Safe for use by many threads, one at a time for each payment.
 */
public final class GatewaySeller implements GenerationSeller {
    private final Provider provider;
    private final Protocol.Xfour protocol;
    private final GatewayDesk desk;
    private final XgenSeller goods;

    /** The caller closes {@code wire} and {@code assets}. */
    public GatewaySeller(Provider provider, Wire wire, AssetFetcher assets, GatewayDesk desk) {
        this.provider = provider;
        this.protocol = protocol(provider);
        this.desk = desk;
        this.goods = new XgenSeller(
                provider, wire, assets, new InvoiceChallenge(provider, protocol, desk.gateway(), desk.clock()));
    }

    static Protocol.Xfour protocol(Provider provider) {
        if (provider.protocol() instanceof Protocol.Xfour xfour) {
            return xfour;
        }
        throw new IllegalArgumentException("seller `" + provider.id() + "` is not paid through a gateway");
    }

    /** The seller for questions without payment: its demands are read, and no gateway is asked about them. */
    public static XgenSeller unquoted(Provider provider, Wire wire, AssetFetcher assets) {
        InvoiceDemand demand = new InvoiceDemand(provider, protocol(provider));
        return new XgenSeller(provider, wire, assets, (asked, answer) -> {
            try {
                return new Demand.Demanded(demand.required(asked, Invoice.of(answer.headers()), "{}"));
            } catch (Invoice.NoInvoiceException e) {
                return new Demand.Refused(Code.MALFORMED_CHALLENGE, answer.status(), String.valueOf(e.getMessage()));
            }
        });
    }

    @Override
    public SellerRequest compose(Shot shot) {
        return goods.compose(shot);
    }

    @Override
    public List<String> warnings(Shot shot) {
        return goods.warnings(shot);
    }

    @Override
    public Demand demand(SellerRequest unpaid) {
        return goods.demand(unpaid);
    }

    @Override
    public SellerRequest pay(
            SellerRequest unpaid,
            PaymentRequired required,
            PaymentRequirements chosen,
            Authorization.Signed signed,
            String paymentId) {
        String quote = Invoice.quoted(chosen.raw()).quote().id();
        return GatewayOrder.kept(
                desk.gateway().payUrl(),
                RemoteGateway.order(quote),
                signed.authorization().nonce(),
                chosen.raw(),
                unpaid);
    }

    @Override
    public Answer present(SellerRequest paid) {
        GatewayOrder order = GatewayOrder.of(paid);
        Optional<PayRecords.Shown> shown = desk.records().shown(order.nonce());
        if (shown.isPresent()) {
            String proof = shown.get().proof();
            return proof.isEmpty()
                    ? new Answer.Lost("the gateway gave no proof that fits, so none can be shown to the provider")
                    : goods.present(order.unpaid().with(protocol.proofHeader(), proof));
        }
        if (!desk.mark(order.nonce(), order.quotedAt())) {
            return new Answer.Lost("the gateway was asked before, and is not asked again");
        }
        Asking.Said said = new Asking(desk)
                .ask(
                        order.nonce(),
                        order.address(),
                        order.quoted(),
                        provider.deadlines().paid());
        return switch (said) {
            case Asking.Said.Lost(String why) -> new Answer.Lost(why);
            case Asking.Said.Unproven(int status, String why) -> unproven(status, why);
            case Asking.Said.Kept(RemoteGateway.Paid.Shown claim) -> paid(claim);
        };
    }

    private static Answer unproven(int status, String why) {
        return new Answer.Answered(status, Optional.empty(), Optional.empty(), Optional.empty(), why);
    }

    private Answer paid(RemoteGateway.Paid.Shown claim) {
        SettlementResponse receipt = new SettlementResponse(
                true,
                claim.transaction(),
                provider.asset().network().toString(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new Answer.Answered(
                claim.status(), Optional.empty(), Optional.of(receipt), Optional.empty(), "the gateway says it paid");
    }

    @Override
    public Poll poll(String handle) {
        return goods.poll(handle);
    }

    @Override
    public Fetched fetch(Output output, Kind kind, AssetStore store) {
        return goods.fetch(output, kind, store);
    }
}
