package dev.patron.config;

import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.money.Usd;
import dev.patron.payment.Catalog;
import dev.patron.payment.NetworkTerms;
import dev.patron.payment.Provider;
import dev.patron.payment.TokenDomain;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads {@code catalog.yaml}: networks, assets and sellers with their prices and pins.
 *
 * <p>A file that names an asset, network or seller wrongly is refused whole: a pin that is half right protects nobody.
 * Block finality other than {@code finalized} is accepted only where every RPC endpoint of the network and every
 * seller paid on it are on loopback.
 */
public final class CatalogFile {
    private static final String HINT = "see the catalogue that Patron ships";
    private static final int MOST_RPC = 8;

    private CatalogFile() {}

    /** An asset and its signing domain where it has one, as providers refer to them by symbol. */
    record Token(Asset asset, Optional<TokenDomain> domain) {}

    /**
     * @throws ConfigException when the file cannot be read or is no catalogue
     */
    public static Catalog read(Path file) {
        return YamlFile.read(file, CatalogFile::catalog);
    }

    /** As {@link #read}, for the bytes of a file that is called so. */
    static Catalog parse(String name, byte[] bytes) {
        return YamlFile.parse(name, 1, Texts.decoded(name, bytes), CatalogFile::catalog);
    }

    private static Catalog catalog(Section root) {
        root.keys(HINT, List.of("networks", "assets", "providers"), List.of("version"));
        root.find("version").ifPresent(version -> version.number(1, 1));
        Map<String, Value> networkValues = root.at("networks").section().entries();
        Map<Network, NetworkTerms> networks = new TreeMap<>();
        for (Map.Entry<String, Value> entry : networkValues.entrySet()) {
            networks.put(
                    network(entry.getKey(), entry.getValue()),
                    terms(entry.getValue().section()));
        }
        Map<String, Token> tokens = new HashMap<>();
        for (Map.Entry<String, Value> entry :
                root.at("assets").section().entries().entrySet()) {
            tokens.put(entry.getKey(), token(entry.getKey(), entry.getValue(), networks));
        }
        Map<String, Provider> providers = new TreeMap<>();
        Map<String, String> facilitators = new TreeMap<>();
        Map<String, String> likenesses = new HashMap<>(Map.of(Ids.likeness("sandbox"), "sandbox"));
        for (Map.Entry<String, Value> entry :
                root.at("providers").section().entries().entrySet()) {
            String id = providerId(entry.getKey(), entry.getValue(), likenesses);
            Section section = entry.getValue().section();
            providers.put(id, ProviderSection.read(id, section, tokens));
            section.find("facilitator").ifPresent(value -> facilitators.put(id, value.text()));
        }
        networkValues.forEach((id, value) -> checkFinality(Network.parse(id), value, networks, providers));
        Map<String, Asset> assets = new TreeMap<>();
        tokens.forEach((symbol, token) -> assets.put(symbol, token.asset()));
        return new Catalog(providers, networks, facilitators, assets);
    }

    private static Network network(String id, Value value) {
        try {
            return Network.parse(id);
        } catch (IllegalArgumentException e) {
            throw value.wrong(Texts.shownWhole(String.valueOf(e.getMessage())));
        }
    }

    private static NetworkTerms terms(Section section) {
        section.keys(HINT, List.of("rpc", "finality"), List.of());
        List<URI> rpc = new ArrayList<>();
        for (Value item : section.at("rpc").items(MOST_RPC)) {
            rpc.add(item.as(Endpoints::rpc));
        }
        if (rpc.isEmpty()) {
            throw section.at("rpc").wrong("is empty; name at least one JSON-RPC endpoint");
        }
        return new NetworkTerms(rpc, section.at("finality").oneOf(List.of("finalized", "safe", "latest")));
    }

    private static Token token(String symbol, Value value, Map<Network, NetworkTerms> networks) {
        Section section = value.section();
        section.keys(HINT, List.of("network", "contract", "decimals"), List.of("eip712", "peg_usd"));
        Network network = section.at("network").as(Network::parse);
        if (!networks.containsKey(network)) {
            throw section.at("network").wrong("`" + network + "` is not listed under `networks`");
        }
        Optional<TokenDomain> domain = section.find("eip712").map(entry -> domain(entry.section()));
        Usd peg = section.find("peg_usd").map(Value::usd).orElse(Usd.parse("1"));
        var contract = section.at("contract").as(Addresses::checked);
        int decimals = section.at("decimals").number(0, 36);
        try {
            return new Token(new Asset(symbol, network, contract, decimals, peg), domain);
        } catch (IllegalArgumentException e) {
            throw value.wrong(Texts.shownWhole(String.valueOf(e.getMessage())));
        }
    }

    private static TokenDomain domain(Section section) {
        section.keys(HINT, List.of("name", "version"), List.of());
        return new TokenDomain(section.at("name").text(), section.at("version").text());
    }

    private static String providerId(String id, Value value, Map<String, String> likenesses) {
        if (!Ids.isId(id)) {
            throw value.wrong("a provider's id is " + Ids.FORM);
        }
        if (id.equals("sandbox")) {
            throw value.wrong("the name `sandbox` belongs to Patron's own sandbox, which needs no entry; remove it");
        }
        String other = likenesses.putIfAbsent(Ids.likeness(id), id);
        if (other != null) {
            throw value.wrong("`" + id + "` is too easily taken for `" + other + "`; choose another id");
        }
        return id;
    }

    private static void checkFinality(
            Network network, Value value, Map<Network, NetworkTerms> networks, Map<String, Provider> providers) {
        NetworkTerms terms = networks.get(network);
        if (terms == null || terms.finality().equals("finalized")) {
            return;
        }
        boolean allLoopback = terms.rpc().stream().allMatch(Endpoints::isLoopback)
                && providers.values().stream()
                        .filter(provider -> provider.asset().network().equals(network))
                        .allMatch(provider -> Endpoints.isLoopback(provider.baseUrl()));
        if (!allLoopback) {
            throw value.section()
                    .at("finality")
                    .wrong("`" + terms.finality()
                            + "` is for networks whose every endpoint and seller is on loopback; write finalized");
        }
    }
}
