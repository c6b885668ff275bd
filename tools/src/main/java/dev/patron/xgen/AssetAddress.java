package dev.patron.xgen;

import dev.patron.payment.Provider;
import dev.patron.wire.Loopback;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a seller's outputs may be fetched from, by the text of their address alone.
 *
 * <p>An entry of the catalogue's {@code asset_hosts} is a host, or a dot and a domain for every host below it.
 * Loopback is reached on the host and port of a loopback {@code base_url} and nowhere else, over plain HTTP as well.
 */
final class AssetAddress {
    private static final int CHARS_MOST = 4_096;
    private static final Pattern PRINTABLE = Pattern.compile("[!-\\[\\]-~]+");
    private static final Pattern NAME =
            Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    private final URI base;
    private final Set<String> hosts;

    AssetAddress(Provider provider) {
        base = provider.baseUrl();
        hosts = provider.assetHosts();
    }

    /** What to make of an address. */
    sealed interface Verdict {
        /** It may be fetched. */
        record Allowed(URI uri) implements Verdict {}

        /** It may not. */
        record Forbidden(String why) implements Verdict {}
    }

    Verdict judge(String url) {
        if (url.length() > CHARS_MOST || !PRINTABLE.matcher(url).matches()) {
            return new Verdict.Forbidden("the asset's address is not a plain ASCII web address");
        }
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException _) {
            return new Verdict.Forbidden("the asset's address is not a web address");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            return new Verdict.Forbidden("assets are fetched over https only");
        }
        if (host.isEmpty() || uri.getRawUserInfo() != null) {
            return new Verdict.Forbidden("the asset's address names no host, or a user");
        }
        if (isOwnLoopback(uri)) {
            return new Verdict.Allowed(uri);
        }
        if (!NAME.matcher(host).matches() || Loopback.names(host) || !isListed(host)) {
            return new Verdict.Forbidden(
                    "the asset lies on host `" + host + "`, which `asset_hosts` in the catalogue does not list");
        }
        return scheme.equals("https")
                ? new Verdict.Allowed(uri)
                : new Verdict.Forbidden("the asset on host `" + host + "` is offered over plain http");
    }

    /** Whether an address is this machine, on the host and port that the seller itself has there. */
    boolean isOwnLoopback(URI uri) {
        return Loopback.names(base) && base.getHost().equalsIgnoreCase(uri.getHost()) && port(base) == port(uri);
    }

    private boolean isListed(String host) {
        return hosts.stream()
                .map(listed -> listed.toLowerCase(Locale.ROOT))
                .anyMatch(listed -> listed.startsWith(".") ? host.endsWith(listed) : host.equals(listed));
    }

    private static int port(URI uri) {
        if (uri.getPort() != -1) {
            return uri.getPort();
        }
        return "http".equalsIgnoreCase(uri.getScheme()) ? 80 : 443;
    }
}
