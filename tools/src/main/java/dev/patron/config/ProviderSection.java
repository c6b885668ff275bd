package dev.patron.config;

import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.payment.Deadlines;
import dev.patron.payment.Protocol;
import dev.patron.payment.Provider;
import dev.patron.payment.Recovery;
import dev.patron.plan.Kind;
import dev.patron.plan.Menu;
import dev.patron.plan.Quality;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** One seller's entry in the catalogue. */
final class ProviderSection {
    private static final String HINT = "see the catalogue that Patron ships";
    private static final int MOST = 64;
    private static final int MOST_DESCRIPTION = 200;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Map<String, Recovery> RECOVERIES = Map.of(
            "none", Recovery.NONE,
            "replay", Recovery.REPLAY,
            "payment-identifier", Recovery.PAYMENT_IDENTIFIER);

    private ProviderSection() {}

    static Provider read(String id, Section section, Map<String, CatalogFile.Token> tokens) {
        section.keys(
                HINT,
                List.of("base_url", "pay_to", "prices", "recovery"),
                List.of(
                        "protocol",
                        "network",
                        "proof_header",
                        "asset",
                        "models",
                        "asset_hosts",
                        "facilitator",
                        "deadlines"));
        URI base = section.at("base_url").as(Endpoints::base);
        Protocol protocol = ProtocolSection.read(section);
        CatalogFile.Token token = ProtocolSection.token(section, protocol, tokens);
        Deadlines usual = ProtocolSection.usual(protocol);
        Deadlines deadlines =
                section.find("deadlines").map(value -> deadlines(value, usual)).orElse(usual);
        return new Provider(
                id,
                base,
                token.asset(),
                token.domain().orElseThrow(() -> section.at("asset")
                        .wrong("names a token without `eip712`, which sellers are paid by; add it")),
                payTo(section.at("pay_to")),
                prices(section.at("prices"), token.asset()),
                RECOVERIES.getOrDefault(
                        section.at("recovery")
                                .oneOf(RECOVERIES.keySet().stream().sorted().toList()),
                        Recovery.NONE),
                section.find("models").map(value -> menu(id, value)).orElseGet(() -> ReferenceMenu.of(id)),
                section.find("asset_hosts")
                        .map(value -> assetHosts(value, base))
                        .orElse(Endpoints.assetHosts(base)),
                ProtocolSection.patience(protocol, deadlines),
                protocol instanceof Protocol.Xfour xfour && xfour.isSandbox(),
                protocol);
    }

    private static Set<Address> payTo(Value value) {
        Set<Address> addresses = new LinkedHashSet<>();
        for (Value item : value.items(MOST)) {
            if (!addresses.add(item.as(Addresses::checked))) {
                throw item.wrong("stands twice in this list");
            }
        }
        return addresses;
    }

    private static Map<Kind, Amount> prices(Value value, Asset asset) {
        List<String> kinds = Stream.of(Kind.values()).map(Kind::word).toList();
        Section section = value.section().keys(HINT, List.of(), kinds);
        Map<Kind, Amount> prices = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            section.find(kind.word()).ifPresent(price -> prices.put(kind, price(price, asset)));
        }
        if (prices.isEmpty()) {
            throw value.wrong("names no price; write one such as image: \"0.05\"");
        }
        return prices;
    }

    private static Amount price(Value value, Asset asset) {
        String decimal = value.decimal();
        try {
            Amount price = Amount.ofTokens(asset, decimal);
            if (price.isZero()) {
                throw value.wrong("a price is more than nothing; leave the kind out if it is not sold");
            }
            price.inUsd();
            return price;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw value.wrong(Texts.shownWhole(String.valueOf(e.getMessage())));
        }
    }

    private static Menu menu(String provider, Value value) {
        List<Menu.Item> items = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Value entry : value.items(MOST)) {
            Section section = entry.section().keys(HINT, List.of("id", "kind", "quality"), List.of("description"));
            String model = section.at("id").matching(Ids.MODEL, "a model's id such as `nano-banana-pro`");
            if (!ids.add(model)) {
                throw section.at("id").wrong("`" + model + "` stands twice in this list");
            }
            Kind kind =
                    Kind.of(section.at("kind").oneOf(List.of("image", "video"))).orElseThrow();
            Quality quality = Quality.of(section.at("quality").oneOf(List.of("best", "fast")))
                    .orElseThrow();
            items.add(new Menu.Item(model, kind, description(section.find("description"), model), quality));
        }
        return new Menu(provider, items);
    }

    private static String description(Optional<Value> value, String model) {
        if (value.isEmpty()) {
            return model;
        }
        String text = value.get().text();
        if (text.length() > MOST_DESCRIPTION || text.chars().anyMatch(Character::isISOControl)) {
            throw value.get().wrong("a description is one line of at most " + MOST_DESCRIPTION + " characters");
        }
        return text;
    }

    private static Set<String> assetHosts(Value value, URI base) {
        Set<String> hosts = new LinkedHashSet<>();
        for (Value item : value.items(MOST)) {
            hosts.add(item.as(text -> Endpoints.assetHost(text, base)));
        }
        return hosts;
    }

    private static Deadlines deadlines(Value value, Deadlines usual) {
        Section section =
                value.section().keys(HINT, List.of(), List.of("demand", "paid", "watch", "image", "video", "validity"));
        return new Deadlines(
                duration(section, "demand", usual.demand()),
                duration(section, "paid", usual.paid()),
                duration(section, "watch", usual.watch()),
                duration(section, "image", usual.image()),
                duration(section, "video", usual.video()),
                section.find("validity")
                        .map(found -> found.duration(usual.validity()))
                        .orElse(usual.validity()));
    }

    private static Duration duration(Section section, String key, Duration usual) {
        return section.find(key).map(value -> value.duration(HOUR)).orElse(usual);
    }
}
