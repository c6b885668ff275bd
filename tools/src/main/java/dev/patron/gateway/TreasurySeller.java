package dev.patron.gateway;

import dev.patron.invoice.BookWallet;
import dev.patron.invoice.ProviderHost;
import dev.patron.payment.Answer;
import dev.patron.payment.Authorization;
import dev.patron.payment.Demand;
import dev.patron.payment.Fate;
import dev.patron.payment.InvoiceName;
import dev.patron.payment.PaymentRequired;
import dev.patron.payment.PaymentRequirements;
import dev.patron.payment.Protocol;
import dev.patron.payment.Provider;
import dev.patron.payment.SellerRequest;
import dev.patron.payment.SettlementProof;
import dev.patron.payment.SettlementResponse;
import dev.patron.plan.Kind;
import dev.patron.plan.Shot;
import dev.patron.policy.Code;
import dev.patron.purchase.AssetStore;
import dev.patron.purchase.Fetched;
import dev.patron.purchase.GenerationSeller;
import dev.patron.purchase.Output;
import dev.patron.purchase.Poll;
import dev.patron.wire.Reply;
import dev.patron.wire.Wire;
import dev.patron.xgen.AssetFetcher;
import dev.patron.xgen.XgenSeller;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A seller whose demands are invoices that this ledger's own treasury pays.
 *
 * <p>Presenting has two halves. While the ledger does not know the payment to be settled the order is handed to the treasury, which takes it
 * once however often it comes. After that presenting sends the provider's request again, with the proof. Everything else is the XGEN
 * API's. Safe for use by many threads, one at a time for each payment.
 */
public final class TreasurySeller implements GenerationSeller {
    private static final Logger LOG = LoggerFactory.getLogger(TreasurySeller.class);
    private static final URI TREASURY = URI.create(Ordered.OWN);
    private static final int ACCEPTED = 200;
    private static final int STATUS = 402;

    private final Provider provider;
    private final Protocol.Xfour protocol;
    private final TreasuryDesk desk;
    private final InvoiceDemand demand;
    private final XgenSeller goods;

    /** The caller closes {@code wire} and {@code assets}. */
    public TreasurySeller(Provider provider, Wire wire, AssetFetcher assets, TreasuryDesk desk) {
        this.provider = provider;
        this.protocol = GatewaySeller.protocol(provider);
        this.desk = desk;
        this.demand = new InvoiceDemand(provider, protocol);
        this.goods = new XgenSeller(provider, wire, assets, this::read);
    }

    private Demand read(SellerRequest asked, Reply.Received answer) {
        try {
            Invoice invoice = Invoice.of(answer.headers());
            Invoice.Quote unquoted =
                    new Invoice.Quote("", desk.clock().instant().getEpochSecond());
            return new Demand.Demanded(demand.required(asked, invoice, invoice.with(unquoted)));
        } catch (Invoice.NoInvoiceException e) {
            return new Demand.Refused(Code.MALFORMED_CHALLENGE, STATUS, String.valueOf(e.getMessage()));
        }
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
        return GatewayOrder.kept(
                TREASURY, signed.signature(), signed.authorization().nonce(), chosen.raw(), unpaid);
    }

    @Override
    public Optional<InvoiceName> invoice(SellerRequest paid) {
        Invoice invoice = GatewayOrder.of(paid).quoted().invoice();
        String host = ProviderHost.of(provider.baseUrl().toString())
                .map(ProviderHost::text)
                .orElseThrow(() -> new IllegalStateException("`base_url` names no host that a proof could name"));
        return Optional.of(new InvoiceName(host, invoice.id(), invoice.network(), invoice.payTo()));
    }

    @Override
    public Answer present(SellerRequest paid) {
        GatewayOrder order = GatewayOrder.of(paid);
        if (!order.address().equals(TREASURY)) {
            return new Answer.Lost("the order is for a gateway elsewhere");
        }
        String intent = BookWallet.intent(order.nonce());
        Optional<String> proof = desk.gateway().proof(intent);
        return proof.isPresent()
                ? goods.present(order.unpaid().with(protocol.proofHeader(), proof.get()))
                : handOver(intent, order);
    }

    private Answer handOver(String intent, GatewayOrder order) {
        try {
            return switch (desk.till().handOver(intent, order.body().getBytes(StandardCharsets.ISO_8859_1))) {
                case Fate.Used(SettlementProof moved) -> paid(moved);
                case Fate.Cancelled _, Fate.Dead _ -> new Answer.Lost("the treasury did not move the money");
                case Fate.Open _, Fate.Unclear _ -> new Answer.Lost("the treasury does not say what it did");
            };
        } catch (RuntimeException e) {
            LOG.warn("the treasury did not answer for transfer {}", order.nonce(), e);
            return new Answer.Lost("the treasury did not answer");
        }
    }

    private Answer paid(SettlementProof moved) {
        SettlementResponse receipt = new SettlementResponse(
                true,
                moved.transaction(),
                provider.asset().network().toString(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new Answer.Answered(
                ACCEPTED, Optional.empty(), Optional.of(receipt), Optional.empty(), "the treasury paid");
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
