package dev.patron.app;

import dev.patron.config.Addresses;
import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.payment.PaymentRequirements;
import dev.patron.payment.Provider;
import dev.patron.payment.TokenDomain;
import dev.patron.plan.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the catalogue would have to say for a seller's demands to be payable, as lines of YAML. Only ways to pay in the
 * catalogue's own asset count: for another nobody here knows the decimals.
 */
final class Pins {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._()-]{0,63}");

    private final Provider provider;
    private final Set<Address> payees = new TreeSet<>();
    private final Map<Kind, Set<Amount>> prices = new EnumMap<>(Kind.class);
    private final Set<TokenDomain> domains = new LinkedHashSet<>();
    private final Set<Kind> demanded = EnumSet.noneOf(Kind.class);

    Pins(Provider provider) {
        this.provider = provider;
        provider.prices().forEach((kind, price) -> prices.put(kind, new TreeSet<>(Set.of(price))));
    }

    /** Whether a way to pay is in the asset that the catalogue lists for a seller. */
    static boolean isOurs(Provider provider, PaymentRequirements entry) {
        return entry.network().equals(provider.asset().network().toString())
                && entry.asset().equalsIgnoreCase(provider.asset().contract().text());
    }

    void add(Kind kind, PaymentRequirements entry) {
        boolean payable = isOurs(provider, entry)
                && entry.scheme().equals("exact")
                && entry.transferMethod().orElse("eip3009").equals("eip3009");
        if (!payable) {
            return;
        }
        try {
            Address payee = new Address(entry.payTo());
            Amount price = Amount.ofUnits(provider.asset(), entry.amount());
            if (price.isZero() || payee.equals(provider.asset().contract())) {
                return;
            }
            if (demanded.add(kind)) {
                prices.remove(kind);
            }
            payees.add(payee);
            prices.computeIfAbsent(kind, _ -> new TreeSet<>()).add(price);
        } catch (IllegalArgumentException _) {
            return;
        }
        String name = entry.domainName().orElse("");
        String version = entry.domainVersion().orElse("");
        if (PLAIN.matcher(name).matches() && PLAIN.matcher(version).matches()) {
            domains.add(new TokenDomain(name, version));
        }
    }

    /** The lines, with their parents; a comment where there is nothing to pin or more than one answer. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (payees.isEmpty()) {
            return List.of("# nothing to pin: no way to pay in "
                    + provider.asset().symbol() + " on " + provider.asset().network() + " was offered");
        }
        lines.add("providers:");
        lines.add("  " + provider.id() + ":");
        if (payees.size() > 1) {
            lines.add("    # more than one payee was named; keep only those that you have checked");
        }
        lines.add("    pay_to: ["
                + payees.stream()
                        .map(payee -> "\"" + Addresses.checksummed(payee) + "\"")
                        .collect(Collectors.joining(", "))
                + "]");
        prices.forEach((kind, found) -> {
            if (found.size() > 1) {
                lines.add("    # more than one price was named for " + kind.word() + "; the lowest is written here");
            }
        });
        lines.add("    prices: {"
                + prices.entrySet().stream()
                        .map(price -> price.getKey().word() + ": \"" + plain(price.getValue()) + "\"")
                        .collect(Collectors.joining(", "))
                + "}");
        if (provider.domain().isGateway()) {
            return lines;
        }
        if (domains.isEmpty()) {
            lines.add("# no demand names a signing domain that could be written here; look the token's up");
        } else {
            lines.add("assets:");
            lines.add("  " + provider.asset().symbol() + ":");
            domains.forEach(domain ->
                    lines.add("    eip712: {name: \"" + domain.name() + "\", version: \"" + domain.version() + "\"}"));
        }
        return lines;
    }

    private static String plain(Set<Amount> prices) {
        Amount lowest = prices.iterator().next();
        return new BigDecimal(lowest.units(), lowest.asset().decimals())
                .stripTrailingZeros()
                .toPlainString();
    }
}
