package dev.patron.xgen;

import dev.patron.payment.Provider;
import dev.patron.plan.Kind;
import dev.patron.policy.Code;
import dev.patron.purchase.AssetStore;
import dev.patron.purchase.Fetched;
import dev.patron.wire.Loopback;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Fetches outputs of one seller, from addresses that may be visited and no others.
 *
 * <p>An output's address is a stranger's wish. Its text is held against the catalogue, every address that its host
 * resolves to must be public, and the connection goes to exactly the addresses that were checked: Apache HttpClient is
 * used here because its resolver is the one place where both happen, so a name that changes between check and
 * connection changes nothing. Redirects are followed by hand, each hop checked the same way. One deadline covers all
 * of it. Nothing is retried, decompressed or paid. Safe for use by many threads.
 */
public final class AssetFetcher implements AutoCloseable {
    private static final int HOPS_MOST = 3;
    private static final long IMAGE_BYTES_MOST = 40L * 1024 * 1024;
    private static final long VIDEO_BYTES_MOST = 400L * 1024 * 1024;
    private static final Timeout CONNECT_MOST = Timeout.ofSeconds(10);

    private final Provider provider;
    private final AssetAddress addresses;
    private final CloseableHttpClient client;
    private final ScheduledExecutorService watch;

    public AssetFetcher(Provider provider, Resolver resolver) {
        this(
                provider,
                client(new CheckedDns(provider.baseUrl(), resolver)),
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("asset-deadline").factory()));
    }

    private AssetFetcher(Provider provider, CloseableHttpClient client, ScheduledExecutorService watch) {
        this.provider = provider;
        this.addresses = new AssetAddress(provider);
        this.client = client;
        this.watch = watch;
    }

    /**
     * The same connections under other terms of the same seller; closing one closes both.
     *
     * @throws IllegalArgumentException when the seller is elsewhere, for what may be connected to depends on that
     */
    public AssetFetcher under(Provider terms) {
        if (!terms.baseUrl().equals(provider.baseUrl())) {
            throw new IllegalArgumentException("a fetcher keeps to the `base_url` that it was made for");
        }
        return new AssetFetcher(terms, client, watch);
    }

    private static CloseableHttpClient client(DnsResolver dns) {
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(dns)
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxHeaderCount(100)
                                .setMaxLineLength(16 * 1024)
                                .build())
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT_MOST)
                        .build())
                .setMaxConnTotal(16)
                .setMaxConnPerRoute(16)
                .build();
        return HttpClients.custom()
                .setConnectionManager(connections)
                .setUserAgent("patron/0.1")
                .setConnectionReuseStrategy((_, _, _) -> false)
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableContentCompression()
                .disableAuthCaching()
                .build();
    }

    /** Fetches into the store, within the seller's deadline for this kind. */
    public Fetched fetch(String url, Kind kind, AssetStore store) {
        Duration deadline =
                switch (kind) {
                    case IMAGE -> provider.deadlines().image();
                    case VIDEO -> provider.deadlines().video();
                };
        long end = System.nanoTime() + deadline.toNanos();
        String next = url;
        for (int hop = 0; hop <= HOPS_MOST; hop++) {
            switch (addresses.judge(next)) {
                case AssetAddress.Verdict.Forbidden(String why) -> {
                    return new Fetched.Refused(why);
                }
                case AssetAddress.Verdict.Allowed(URI uri) -> {
                    switch (visit(uri, end - System.nanoTime(), new Wanted(kind, store))) {
                        case Visit.Ended(Fetched fetched) -> {
                            return fetched;
                        }
                        case Visit.Moved(String location) -> next = location;
                    }
                }
            }
        }
        return new Fetched.Refused("the asset's address redirects more than " + HOPS_MOST + " times");
    }

    private record Wanted(Kind kind, AssetStore store) {
        long bytesMost() {
            return kind == Kind.IMAGE ? IMAGE_BYTES_MOST : VIDEO_BYTES_MOST;
        }
    }

    /** What one hop came to. */
    private sealed interface Visit {
        record Ended(Fetched fetched) implements Visit {}

        record Moved(String location) implements Visit {}

        static Visit unavailable(String why) {
            return new Ended(new Fetched.Unavailable(why));
        }

        static Visit refused(String why) {
            return new Ended(new Fetched.Refused(why));
        }
    }

    private Visit visit(URI uri, long nanosLeft, Wanted wanted) {
        if (nanosLeft <= 0) {
            return Visit.unavailable("the asset did not arrive in time");
        }
        HttpGet request = new HttpGet(uri);
        Timeout left = Timeout.of(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanosLeft)), TimeUnit.MILLISECONDS);
        request.setConfig(RequestConfig.custom()
                .setConnectionRequestTimeout(left)
                .setResponseTimeout(left)
                .build());
        ScheduledFuture<?> cut = watch.schedule(() -> request.cancel(), nanosLeft, TimeUnit.NANOSECONDS);
        try {
            ClassicHttpResponse response = client.executeOpen(target(uri), request, null);
            try {
                return read(uri, response, wanted);
            } finally {
                release(request, response);
            }
        } catch (CheckedDns.ForbiddenException e) {
            return Visit.refused(String.valueOf(e.getMessage()));
        } catch (UnknownHostException _) {
            return Visit.unavailable("host `" + uri.getHost() + "` has no address");
        } catch (IOException | UncheckedIOException e) {
            return Visit.unavailable("host `" + uri.getHost() + "` did not deliver the asset "
                    + (cut.isDone() ? "in time" : "(" + e.getClass().getSimpleName() + ")"));
        } finally {
            cut.cancel(false);
        }
    }

    /** Drops the connection with whatever is left on it; what was read stands, however that goes. */
    private static void release(HttpGet request, ClassicHttpResponse response) {
        request.cancel();
        try {
            response.close();
        } catch (IOException _) {
            // The connection is gone, and that is all that was wanted.
        }
    }

    private static HttpHost target(URI uri) {
        return new HttpHost(uri.getScheme().toLowerCase(Locale.ROOT), CheckedDns.bare(uri.getHost()), uri.getPort());
    }

    private static Visit read(URI uri, ClassicHttpResponse response, Wanted wanted) throws IOException {
        int status = response.getCode();
        String host = uri.getHost();
        if (List.of(301, 302, 303, 307, 308).contains(status)) {
            return moved(uri, response.getFirstHeader("Location"));
        }
        if (status == 402) {
            return Visit.unavailable(Code.UNEXPECTED_PAYWALL + ": host `" + host + "` asks payment for the asset");
        }
        HttpEntity entity = response.getEntity();
        if (status != 200 || entity == null) {
            return Visit.unavailable("host `" + host + "` answered with status " + status);
        }
        if (entity.getContentLength() > wanted.bytesMost()) {
            return Visit.refused("the asset has " + entity.getContentLength() + " bytes, more than the "
                    + wanted.bytesMost() + " that are kept");
        }
        InputStream bytes = new Unclosed(entity.getContent());
        return switch (wanted.store().store(bytes, wanted.kind().word(), wanted.bytesMost())) {
            case AssetStore.Stored.Kept(var asset) -> new Visit.Ended(new Fetched.Kept(asset));
            case AssetStore.Stored.Refused(String why) -> Visit.refused(why);
        };
    }

    private static Visit moved(URI from, @Nullable Header location) {
        if (location == null || location.getValue() == null) {
            return Visit.unavailable("host `" + from.getHost() + "` redirects to nowhere");
        }
        try {
            return new Visit.Moved(from.resolve(location.getValue()).toString());
        } catch (IllegalArgumentException _) {
            return Visit.refused("host `" + from.getHost() + "` redirects to something that is not a web address");
        }
    }

    /** Ends every fetch under way. */
    @Override
    public void close() throws IOException {
        watch.shutdownNow();
        client.close();
    }

    /** A body that is left where it stands: closing it would read on to its end, however far that is. */
    private static final class Unclosed extends FilterInputStream {
        Unclosed(InputStream body) {
            super(body);
        }

        @Override
        public void close() {}
    }

    /** Hands the connection only addresses that may be visited. */
    static final class CheckedDns implements DnsResolver {
        /** Says that a host resolves to an address that may not be visited. */
        static final class ForbiddenException extends UnknownHostException {
            ForbiddenException(String message) {
                super(message);
            }
        }

        private final URI base;
        private final Resolver resolver;

        CheckedDns(URI base, Resolver resolver) {
            this.base = base;
            this.resolver = resolver;
        }

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            boolean own = Loopback.names(base) && base.getHost().equalsIgnoreCase(host);
            List<InetAddress> found = List.copyOf(resolver.resolve(bare(host)));
            if (found.isEmpty()) {
                throw new UnknownHostException(host);
            }
            for (InetAddress address : found) {
                if (own ? !address.isLoopbackAddress() : !PublicAddress.is(address)) {
                    throw new ForbiddenException("host `" + host + "` resolves to an address that is not public");
                }
            }
            return found.toArray(InetAddress[]::new);
        }

        private static String bare(String host) {
            return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
