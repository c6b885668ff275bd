package dev.patron.payment;

import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Payee;
import dev.patron.plan.Kind;
import dev.patron.policy.Code;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Chooses among the ways to pay that a demand offers, by the catalogue and never by the seller's order.
 *
 * <p>Scheme, network, asset, signing domain, payee and price must each equal what the operator pinned; whatever
 * passes is the same payment, so the first that passes is taken. Pure.
 */
public final class Choosing {
    /** A demand that leaves less than this cannot be settled: facilitators want six seconds, and the clock runs. */
    public static final long LIFETIME_SECONDS_LEAST = 8;

    private Choosing() {}

    /**
     * Holds a demand against the catalogue.
     *
     * @param requested the address that was asked, which the demand must be about
     */
    public static Choice choose(Provider provider, Kind kind, PaymentRequired required, URI requested) {
        Optional<Amount> price = provider.price(kind);
        if (price.isEmpty()) {
            return denied(
                    Code.PRICE_DRIFT,
                    "the catalogue has no price for `" + kind.word() + "` at `" + provider.id()
                            + "`; add it to `prices`");
        }
        if (!isSameResource(required.resourceUrl(), requested)) {
            return denied(Code.RESOURCE_MISMATCH, differs("resource", requested.toString(), required.resourceUrl()));
        }
        Optional<Nearest> nearest = Optional.empty();
        for (PaymentRequirements entry : required.accepts()) {
            List<Optional<Choice.Denied>> checks = checks(provider, price.get(), entry);
            long passed = checks.stream().filter(Optional::isEmpty).count();
            Optional<Choice.Denied> first =
                    checks.stream().flatMap(Optional::stream).findFirst();
            if (first.isEmpty()) {
                Payee payee = new Payee(provider.asset().network(), new Address(entry.payTo()));
                return new Choice.Chosen(entry, payee, price.get());
            }
            if (nearest.isEmpty() || passed > nearest.get().passed()) {
                nearest = Optional.of(new Nearest(passed, first.get()));
            }
        }
        return nearest.map(Nearest::denied)
                .orElseGet(() -> denied(Code.MALFORMED_CHALLENGE, "the demand offers no way to pay"));
    }

    /**
     * Everything in which one way to pay differs from the catalogue, for people; empty where nothing does. A kind
     * without a price there differs in its price.
     */
    public static List<Choice.Denied> differences(Provider provider, Kind kind, PaymentRequirements entry) {
        Amount none = new Amount(provider.asset(), BigInteger.ZERO);
        return checks(provider, provider.price(kind).orElse(none), entry).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private record Nearest(long passed, Choice.Denied denied) {}

    private static List<Optional<Choice.Denied>> checks(Provider provider, Amount price, PaymentRequirements entry) {
        return List.of(
                equal(Code.UNSUPPORTED_SCHEME, "scheme", "exact", entry.scheme()),
                equal(
                        Code.NETWORK_MISMATCH,
                        "network",
                        provider.asset().network().toString(),
                        entry.network()),
                asset(provider.asset(), entry.asset()),
                equal(
                        Code.UNSUPPORTED_METHOD,
                        "transfer method",
                        "eip3009",
                        entry.transferMethod().orElse("eip3009")),
                equal(Code.UNSUPPORTED_FLOW, "payment flow", "authorization", flow(entry)),
                payee(provider, entry.payTo()),
                domain("name", provider.domain().name(), entry.domainName()),
                domain("version", provider.domain().version(), entry.domainVersion()),
                price(price, entry.amount()),
                lifetime(entry.maxTimeoutSeconds()));
    }

    private static String flow(PaymentRequirements entry) {
        return entry.paymentFlow().orElse("authorization");
    }

    private static Optional<Choice.Denied> asset(Asset pinned, String received) {
        return check(
                address(received).equals(Optional.of(pinned.contract())),
                Code.ASSET_MISMATCH,
                () -> differs("asset", pinned.contract().toString(), received));
    }

    private static Optional<Choice.Denied> payee(Provider provider, String received) {
        boolean pinned = address(received)
                .filter(provider.payTo()::contains)
                .filter(payee -> !payee.equals(provider.asset().contract()))
                .isPresent();
        return check(
                pinned,
                Code.PAYEE_MISMATCH,
                () -> provider.payTo().isEmpty()
                        ? "no payee is pinned for `" + provider.id() + "`; the demand names `" + shown(received)
                                + "`; once you have checked it, add it to `pay_to` in the catalogue"
                        : differs("payee", addresses(provider), received));
    }

    private static String addresses(Provider provider) {
        return provider.payTo().stream().sorted().limit(8).map(Address::text).collect(Collectors.joining("` or `"));
    }

    private static Optional<Choice.Denied> domain(String field, String pinned, Optional<String> received) {
        return check(
                received.equals(Optional.of(pinned)),
                Code.DOMAIN_MISMATCH,
                () -> differs("signing domain " + field, pinned, received.orElse("nothing")));
    }

    private static Optional<Choice.Denied> price(Amount price, String received) {
        return check(
                received.equals(price.units().toString()),
                Code.PRICE_DRIFT,
                () -> differs(
                        "price in atomic units of " + price.asset().symbol(),
                        price.units().toString(),
                        received));
    }

    private static Optional<Choice.Denied> lifetime(Optional<Long> seconds) {
        return check(
                seconds.filter(most -> most >= LIFETIME_SECONDS_LEAST).isPresent(),
                Code.LIFETIME_REFUSED,
                () -> differs(
                        "lifetime in seconds",
                        LIFETIME_SECONDS_LEAST + " or more",
                        seconds.map(String::valueOf).orElse("nothing")));
    }

    private static Optional<Choice.Denied> equal(Code code, String what, String expected, String received) {
        return check(received.equals(expected), code, () -> differs(what, expected, received));
    }

    private static Optional<Choice.Denied> check(boolean passed, Code code, Supplier<String> detail) {
        return passed ? Optional.empty() : Optional.of(denied(code, detail.get()));
    }

    private static Choice.Denied denied(Code code, String detail) {
        return new Choice.Denied(code, detail);
    }

    private static String differs(String what, String expected, String received) {
        return what + " differs: expected `" + expected + "`, received `" + shown(received) + "`";
    }

    private static String shown(String received) {
        return ForeignText.plain(received, 120);
    }

    private static Optional<Address> address(String text) {
        try {
            return Optional.of(new Address(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Same authority, path and query. A proxy in front of a seller may hide its scheme, so that is not compared. */
    private static boolean isSameResource(String received, URI requested) {
        URI resource;
        try {
            resource = new URI(received);
        } catch (URISyntaxException _) {
            return false;
        }
        return resource.getHost() != null
                && requested.getHost() != null
                && resource.getRawUserInfo() == null
                && resource.getRawFragment() == null
                && authority(resource).equals(authority(requested))
                && path(resource).equals(path(requested))
                && Optional.ofNullable(resource.getRawQuery()).equals(Optional.ofNullable(requested.getRawQuery()));
    }

    private static String authority(URI uri) {
        boolean usual = uri.getPort() == -1
                || (uri.getPort() == 443 && "https".equalsIgnoreCase(uri.getScheme()))
                || (uri.getPort() == 80 && "http".equalsIgnoreCase(uri.getScheme()));
        return uri.getHost().toLowerCase(Locale.ROOT) + (usual ? "" : ":" + uri.getPort());
    }

    private static String path(URI uri) {
        return uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    }
}
