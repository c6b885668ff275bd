package dev.patron.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Addresses that may be spoken to: HTTPS anywhere, plain HTTP on loopback only. */
final class Endpoints {
    private static final int MOST_CHARS = 2000;
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}");
    private static final Pattern HOST = Pattern.compile("\\.?[a-z0-9]([a-z0-9-]{0,62})(\\.[a-z0-9]([a-z0-9-]{0,62}))+");

    private Endpoints() {}

    /**
     * A seller's base address: no query, fragment or user, any path, and no slash at its end.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static URI base(String text) {
        URI uri = endpoint(text);
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("a base URL has no query and no fragment; end it with its path");
        }
        if (!uri.normalize().equals(uri)) {
            throw new IllegalArgumentException("a base URL's path has no `.`, `..` or empty parts");
        }
        return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }

    /**
     * A JSON-RPC address; its path and query may hold a key, so no message repeats it.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static URI rpc(String text) {
        return endpoint(text);
    }

    private static URI endpoint(String text) {
        URI uri = parsed(text);
        String host = uri.getHost();
        if (host == null || uri.getScheme() == null || uri.isOpaque()) {
            throw new IllegalArgumentException("is not an address such as https://example.com");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("an address holds no user name or password");
        }
        String scheme = uri.getScheme();
        boolean plain = scheme.equals("http");
        if (!plain && !scheme.equals("https")) {
            throw new IllegalArgumentException("is not an https address");
        }
        if (plain && !isLoopback(uri)) {
            throw new IllegalArgumentException("plain http is allowed on loopback only; use https");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new IllegalArgumentException("has a port that does not exist");
        }
        return uri;
    }

    private static URI parsed(String text) {
        if (text.length() > MOST_CHARS || !text.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IllegalArgumentException("an address is at most " + MOST_CHARS + " plain ASCII characters");
        }
        try {
            return new URI(text);
        } catch (URISyntaxException _) {
            throw new IllegalArgumentException("is not an address such as https://example.com");
        }
    }

    static boolean isLoopback(URI uri) {
        String host = host(uri);
        return host.equals("localhost")
                || host.equals("[::1]")
                || LOOPBACK_V4.matcher(host).matches();
    }

    /**
     * Hosts that a seller's outputs may come from when nothing is said: its own and those under the same parent
     * domain. A leading dot means any host below. For a registered domain itself ({@code example.com}, {@code
     * example.co.uk}) only what lies below it, and for loopback only that host and port.
     */
    static Set<String> assetHosts(URI base) {
        String host = host(base);
        if (isLoopback(base)) {
            return Set.of(loopbackHost(base));
        }
        if (IPV4.matcher(host).matches() || host.startsWith("[")) {
            return Set.of(host);
        }
        return parent(host).map(parent -> Set.of(host, "." + parent)).orElse(Set.of(host));
    }

    private static Optional<String> parent(String host) {
        List<String> labels = List.of(host.split("\\.", -1));
        if (labels.size() < 2) {
            return Optional.empty();
        }
        String last = labels.getLast();
        String beforeLast = labels.get(labels.size() - 2);
        int registered = last.length() == 2 && beforeLast.length() <= 3 ? 3 : 2;
        if (labels.size() < registered) {
            return Optional.empty();
        }
        return Optional.of(labels.size() == registered ? host : host.substring(host.indexOf('.') + 1));
    }

    /**
     * One entry of {@code asset_hosts}.
     *
     * @throws IllegalArgumentException when it is no host name, or a loopback host other than the seller's own
     */
    static String assetHost(String text, URI base) {
        String host = text.toLowerCase(Locale.ROOT);
        if (isLoopback(base) && host.equals(loopbackHost(base))) {
            return host;
        }
        if (!HOST.matcher(host).matches() || LOOPBACK_V4.matcher(host).matches()) {
            throw new IllegalArgumentException("`" + text
                    + "` is not a public host such as cdn.example.com, or .example.com for every host below");
        }
        return host;
    }

    private static String loopbackHost(URI base) {
        int port = base.getPort() >= 0 ? base.getPort() : base.getScheme().equals("https") ? 443 : 80;
        return host(base) + ":" + port;
    }

    private static String host(URI uri) {
        String host = uri.getHost();
        return host == null ? "" : host.toLowerCase(Locale.ROOT);
    }
}
