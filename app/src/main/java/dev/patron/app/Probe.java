package dev.patron.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.cli.HouseException;
import dev.patron.cli.UsageException;
import dev.patron.config.Addresses;
import dev.patron.gateway.GatewaySeller;
import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Network;
import dev.patron.payment.Choice;
import dev.patron.payment.Choosing;
import dev.patron.payment.Demand;
import dev.patron.payment.ForeignText;
import dev.patron.payment.PaymentRequired;
import dev.patron.payment.PaymentRequirements;
import dev.patron.payment.Protocol;
import dev.patron.payment.Provider;
import dev.patron.payment.SellerRequest;
import dev.patron.plan.Kind;
import dev.patron.plan.Menu;
import dev.patron.plan.Quality;
import dev.patron.plan.Shot;
import dev.patron.wire.Wire;
import dev.patron.xgen.AssetFetcher;
import dev.patron.xgen.Resolver;
import dev.patron.xgen.XgenSeller;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Asks one seller, unpaid, what it demands, and holds each way to pay against the catalogue. There is no wallet here.
 *
 * <p>What a seller says is its word: it is shown bounded and stripped, and pins are proposals for a person.
 */
final class Probe {
    private static final String PROMPT = "A plain white square";

    private final Provider provider;
    private final Wire wire;
    private final Pins pins;

    Probe(Provider provider, Wire wire) {
        this.provider = provider;
        this.wire = wire;
        this.pins = new Pins(provider);
    }

    /**
     * @param kinds what to ask for; where empty, everything that the catalogue lists a model for
     * @throws UsageException when the catalogue lists no model of a kind that is asked for
     */
    ObjectNode ask(List<Kind> kinds) {
        List<Kind> asked =
                kinds.isEmpty() ? Stream.of(Kind.values()).filter(this::isSold).toList() : kinds;
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("provider", provider.id());
        document.put("base_url", provider.baseUrl().toString());
        document.put("simulated", provider.simulated());
        ArrayNode probes = document.putArray("probes");
        try (AssetFetcher assets = new AssetFetcher(provider, Resolver.SYSTEM)) {
            XgenSeller seller = provider.protocol() instanceof Protocol.Xfour
                    ? GatewaySeller.unquoted(provider, wire, assets)
                    : new XgenSeller(provider, wire, assets);
            asked.forEach(kind -> probe(seller, kind, probes.addObject()));
        } catch (IOException e) {
            throw new HouseException("something did not close: " + e.getMessage(), e);
        }
        ArrayNode lines = document.putArray("pin");
        if (provider.id().equals(Markets.SANDBOX)) {
            lines.add("# nothing to pin: the sandbox needs no entry in the catalogue");
        } else {
            pins.lines().forEach(lines::add);
        }
        return document;
    }

    private boolean isSold(Kind kind) {
        return provider.menu().items().stream().anyMatch(item -> item.kind() == kind);
    }

    private void probe(XgenSeller seller, Kind kind, ObjectNode node) {
        Menu.Item model = provider.menu()
                .choose(kind, Quality.FAST)
                .orElseThrow(() -> new UsageException(
                        "the catalogue lists no " + kind.word() + " model of `" + provider.id() + "`"));
        SellerRequest request = seller.compose(
                new Shot("shot-01", kind, provider.id(), model.model(), PROMPT, Optional.empty(), Optional.empty()));
        node.put("kind", kind.word());
        node.put("url", request.uri().toString());
        switch (seller.demand(request)) {
            case Demand.Refused refused ->
                told(node, "refused", Optional.of(refused.code().name()), refused.detail());
            case Demand.Free _ ->
                told(node, "free", Optional.empty(), "it serves without payment, so it may have begun to");
            case Demand.Demanded(PaymentRequired required) -> demanded(node, kind, required, request);
        }
    }

    private static void told(ObjectNode node, String outcome, Optional<String> code, String message) {
        node.put("outcome", outcome);
        node.put("agrees", false);
        node.put("code", code.orElse(null));
        node.put("message", ForeignText.plain(message));
        node.putArray("accepts");
        node.putArray("extensions");
    }

    private void demanded(ObjectNode node, Kind kind, PaymentRequired required, SellerRequest request) {
        Choice choice = Choosing.choose(provider, kind, required, request.uri());
        switch (choice) {
            case Choice.Chosen _ -> told(node, "demanded", Optional.empty(), "");
            case Choice.Denied(var code, String detail) -> told(node, "demanded", Optional.of(code.name()), detail);
        }
        node.put("agrees", choice instanceof Choice.Chosen);
        ArrayNode accepts = node.withArray("accepts");
        for (PaymentRequirements entry : required.accepts()) {
            entry(accepts.addObject(), kind, entry);
            pins.add(kind, entry);
        }
        ArrayNode extensions = node.withArray("extensions");
        required.extensions().keySet().stream().sorted().map(ForeignText::plain).forEach(extensions::add);
    }

    private void entry(ObjectNode node, Kind kind, PaymentRequirements entry) {
        node.put("scheme", ForeignText.plain(entry.scheme()));
        node.put("network", ForeignText.plain(entry.network()));
        node.put("network_name", networkName(entry.network()));
        node.put("asset", addressOrText(entry.asset()));
        Optional<Amount> amount = Pins.isOurs(provider, entry) ? amount(entry) : Optional.empty();
        node.put("symbol", amount.map(known -> known.asset().symbol()).orElse(null));
        node.put("pay_to", addressOrText(entry.payTo()));
        node.put("amount", entry.amount());
        amount.ifPresentOrElse(
                known -> node.put("decimals", known.asset().decimals())
                        .put("tokens", WalletDesk.decimal(known))
                        .put("usd", usd(known)),
                () -> node.putNull("decimals").putNull("tokens").putNull("usd"));
        node.put("max_timeout_seconds", entry.maxTimeoutSeconds().orElse(null));
        node.put("transfer_method", shown(entry.transferMethod()));
        node.put("payment_flow", shown(entry.paymentFlow()));
        node.put("domain_name", shown(entry.domainName()));
        node.put("domain_version", shown(entry.domainVersion()));
        ArrayNode differences = node.putArray("differences");
        for (Choice.Denied denied : Choosing.differences(provider, kind, entry)) {
            differences.addObject().put("code", denied.code().name()).put("message", denied.detail());
        }
    }

    private static String shown(Optional<String> text) {
        return text.map(ForeignText::plain).orElse("");
    }

    private Optional<Amount> amount(PaymentRequirements entry) {
        try {
            return Optional.of(Amount.ofUnits(provider.asset(), entry.amount()));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static String usd(Amount amount) {
        try {
            return amount.inUsd().toString();
        } catch (ArithmeticException _) {
            return "more than can be counted";
        }
    }

    private static String networkName(String text) {
        try {
            return WalletDesk.name(Network.parse(text));
        } catch (IllegalArgumentException _) {
            return ForeignText.plain(text);
        }
    }

    private static String addressOrText(String text) {
        try {
            return Addresses.checksummed(new Address(text));
        } catch (IllegalArgumentException _) {
            return ForeignText.plain(text);
        }
    }
}
