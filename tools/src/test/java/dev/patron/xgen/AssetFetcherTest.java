package dev.patron.xgen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.Shop;
import dev.patron.plan.Kind;
import dev.patron.purchase.AssetStore;
import dev.patron.purchase.Fetched;
import dev.patron.purchase.MediaAsset;
import dev.patron.wire.RawServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class AssetFetcherTest {
    private static final URI PUBLIC = URI.create("https://api.xgen.world");
    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
    private static final String OK = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nbytes";

    /** Keeps nothing but the size, and refuses what is above a hundred bytes. */
    private static final class Counting implements AssetStore {
        private final List<Long> sizes = new ArrayList<>();

        @Override
        public Stored store(InputStream bytes, String family, long mostBytes) throws IOException {
            long size = bytes.readNBytes(101).length;
            bytes.close();
            if (size > 100) {
                return new Stored.Refused("too large");
            }
            sizes.add(size);
            return new Stored.Kept(new MediaAsset("00", family + "/x", size));
        }

        @Override
        public Optional<Path> file(String sha256) {
            return Optional.empty();
        }

        @Override
        public void remove(String sha256) {
            throw new AssertionError("a fetch removes no stored asset");
        }
    }

    private final Counting store = new Counting();

    private Fetched fetch(URI base, String url, Resolver resolver, String... hosts) throws IOException {
        try (AssetFetcher fetcher = new AssetFetcher(Shop.at(base, hosts), resolver)) {
            return fetcher.fetch(url, Kind.IMAGE, store);
        }
    }

    private Fetched fetchHere(RawServer server) throws IOException {
        return fetch(server.uri(""), server.uri("/a.png").toString(), Resolver.SYSTEM);
    }

    private static void refused(Fetched fetched) {
        assertInstanceOf(Fetched.Refused.class, fetched, fetched::toString);
    }

    private static void unavailable(Fetched fetched) {
        assertInstanceOf(Fetched.Unavailable.class, fetched, fetched::toString);
    }

    @Test
    void anAssetOfALoopbackSellerIsKept() throws IOException {
        try (RawServer server = RawServer.saying(OK)) {
            assertEquals(new Fetched.Kept(new MediaAsset("00", "image/x", 5)), fetchHere(server));
            String sent = server.requests().getFirst();
            assertTrue(sent.startsWith("GET /a.png HTTP/1.1\r\n") && !sent.contains("Accept-Encoding"), sent);
        }
    }

    @Test
    void loopbackIsReachedOnTheSellersOwnPortOnly() throws IOException {
        try (RawServer seller = RawServer.saying(OK);
                RawServer other = RawServer.saying(OK)) {
            refused(fetch(seller.uri(""), other.uri("/").toString(), Resolver.SYSTEM, "127.0.0.1", "localhost"));
            refused(fetch(seller.uri(""), "http://localhost:" + seller.port() + "/", Resolver.SYSTEM, "localhost"));
            refused(fetch(PUBLIC, seller.uri("/").toString(), Resolver.SYSTEM, "127.0.0.1", "localhost"));
            assertEquals(List.of(), other.requests());
            assertEquals(List.of(), seller.requests());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://cdn.xgen.world/a.png",
                "ftp://cdn.xgen.world/a",
                "file:///etc/passwd",
                "data:image/png;base64,AA",
                "gopher://cdn.xgen.world/",
                "https://cdn.xgen.world./a",
                "https://cdn.xgen.world@evil.example/",
                "https://user@cdn.xgen.world/",
                "https://evil.example\\@cdn.xgen.world/",
                "https://cdn.xgen.world%2eevil.example/",
                "https://evil.example/",
                "https://evilxgen.world/",
                "https://xgen.world.evil.example/",
                "https://xgen.world/",
                "https://cdn.xgen.world\t/",
                "https://cdn.xgen.world/\n",
                "https://cdn.xgen.world/\u202e",
                "https://çdn.xgen.world/",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0177.0.0.1/",
                "https://127.1/",
                "https://127.0.0.1/",
                "https://[::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://169.254.169.254/latest",
                "https:///a",
                "//cdn.xgen.world/a",
                "/a.png",
                "",
                "https://"
            })
    void at044and110and112AddressesOutsideTheCatalogueAreRefusedUnasked(String url) throws IOException {
        refused(fetch(
                PUBLIC,
                url,
                host -> {
                    throw new AssertionError("looked up " + host);
                },
                "cdn.xgen.world",
                ".xgen.world",
                "127.0.0.1",
                "[::1]",
                "2130706433",
                "127.1",
                "169.254.169.254"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "169.254.169.254",
                "192.168.0.1",
                "::1",
                "fd00::1",
                "::ffff:10.0.0.1",
                "0.0.0.0"
            })
    void at110AListedHostThatResolvesInwardIsRefused(String address) throws IOException {
        InetAddress inward = InetAddress.ofLiteral(address);
        refused(fetch(PUBLIC, "https://CDN.xgen.world/a.png", _ -> List.of(inward), "cdn.xgen.world"));
        refused(fetch(
                PUBLIC,
                "https://cdn.xgen.world/a.png",
                _ -> List.of(InetAddress.ofLiteral("8.8.8.8"), inward),
                ".xgen.world"));
    }

    @Test
    void aHostThatTheCatalogueListsLaterIsVisitedThen() throws IOException {
        List<String> lookups = new ArrayList<>();
        Resolver nobody = host -> {
            lookups.add(host);
            throw new UnknownHostException(host);
        };
        String url = "https://files.example.org/a.png";
        try (AssetFetcher fetcher = new AssetFetcher(Shop.at(PUBLIC), nobody)) {
            refused(fetcher.fetch(url, Kind.IMAGE, store));
            assertEquals(List.of(), lookups);
            Fetched later = fetcher.under(Shop.at(PUBLIC, "files.example.org")).fetch(url, Kind.IMAGE, store);
            assertInstanceOf(Fetched.Unavailable.class, later, later::toString);
            assertEquals(List.of("files.example.org"), lookups);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> fetcher.under(Shop.at(URI.create("https://other.example.org"))));
        }
    }

    /** One look-up per connection, and what was checked is what is handed to it: there is no second answer to change. */
    @Test
    void at111ANameThatChangesAfterTheCheckChangesNothing() throws IOException {
        List<String> lookups = new ArrayList<>();
        InetAddress first = InetAddress.ofLiteral("8.8.8.8");
        Resolver rebinding = host -> {
            lookups.add(host);
            return List.of(lookups.size() == 1 ? first : HERE);
        };
        AssetFetcher.CheckedDns dns = new AssetFetcher.CheckedDns(PUBLIC, rebinding);
        assertEquals(List.of(first), List.of(dns.resolve("cdn.xgen.world")));
        assertEquals(1, lookups.size());
        assertThrows(UnknownHostException.class, () -> dns.resolve("cdn.xgen.world"));
    }

    /** The same end to end, on loopback: the seller's name leads here once and elsewhere after. */
    @Test
    void at111AConnectionGoesToTheAddressThatWasChecked() throws IOException {
        InetAddress elsewhere = InetAddress.ofLiteral("127.0.0.2");
        try (RawServer here = RawServer.saying(OK);
                RawServer there = new RawServer(elsewhere, here.port(), out -> out.write(Shop.utf8(OK)))) {
            List<String> lookups = new ArrayList<>();
            URI base = URI.create("http://localhost:" + here.port());
            Fetched fetched = fetch(base, base + "/a.png", host -> {
                lookups.add(host);
                return List.of(lookups.size() == 1 ? HERE : elsewhere);
            });
            assertInstanceOf(Fetched.Kept.class, fetched, fetched::toString);
            assertEquals(List.of("localhost"), lookups);
            assertEquals(1, here.requests().size());
            assertEquals(0, there.requests().size());
        }
    }

    @Test
    void aLoopbackNameThatLeadsOutIsRefused() throws IOException {
        URI base = URI.create("http://localhost:1");
        refused(fetch(base, base + "/a", _ -> List.of(InetAddress.ofLiteral("8.8.8.8"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:1/",
                "http://169.254.169.254/",
                "https://10.0.0.1/",
                "file:///etc/passwd",
                "data:,x",
                "gopher://x/",
                "https://evil.example/",
                "ht tp://x",
                "//evil.example/"
            })
    void at112EachHopIsCheckedLikeTheFirst(String location) throws IOException {
        try (RawServer server =
                RawServer.saying("HTTP/1.1 302 x\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n")) {
            refused(fetchHere(server));
            assertEquals(1, server.requests().size());
        }
    }

    @Test
    void at112HopsAreCounted() throws IOException {
        try (RawServer loop = RawServer.saying("HTTP/1.1 302 x\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n")) {
            refused(fetchHere(loop));
            assertEquals(4, loop.requests().size());
        }
        int[] left = {3};
        try (RawServer server = new RawServer(out -> out.write(Shop.utf8(
                left[0]-- > 0
                        ? "HTTP/1.1 307 x\r\nLocation: next\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                        : OK)))) {
            assertInstanceOf(Fetched.Kept.class, fetchHere(server));
            assertEquals(4, server.requests().size());
        }
    }

    @Test
    void at113AnEndlessBodyIsLeftWhereTheStoreStops() throws IOException {
        try (RawServer server = new RawServer(out -> {
            out.write(Shop.utf8("HTTP/1.1 200 OK\r\nContent-Length: 40000000\r\n\r\n"));
            for (int i = 0; i < 4_000; i++) {
                out.write(new byte[10_000]);
            }
        })) {
            refused(fetchHere(server));
        }
    }

    @Test
    void at113ADeclaredSizeAboveTheLimitIsNotRead() throws IOException {
        try (RawServer server = RawServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n")) {
            refused(fetchHere(server));
            assertEquals(List.of(), store.sizes);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n", "HTTP/1.1 200 OK\r\nX: "})
    void at113ASlowBodyOrHeadIsCutAtTheDeadline(String start) throws IOException {
        try (RawServer server = new RawServer(out -> {
            out.write(Shop.utf8(start));
            for (int i = 0; i < 1_000; i++) {
                out.write('x');
                out.flush();
                LockSupport.parkNanos(100_000_000);
            }
        })) {
            long begun = System.nanoTime();
            unavailable(fetchHere(server));
            assertTrue(Duration.ofNanos(System.nanoTime() - begun).compareTo(Duration.ofSeconds(6)) < 0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 404 x\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 429 x\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 503 x\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 206 x\r\nContent-Length: 1\r\n\r\nx",
                "HTTP/1.1 204 x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort",
                "",
                "nonsense",
                "HTTP/1.1 302 x\r\nContent-Length: 0\r\n\r\n"
            })
    void whatIsNotThereNowIsUnavailableAndNotTriedAgain(String answer) throws IOException {
        try (RawServer server = RawServer.saying(answer)) {
            unavailable(fetchHere(server));
            assertEquals(1, server.requests().size());
            assertEquals(List.of(), store.sizes);
        }
    }

    @Test
    void at054APaywallAtAnAssetIsNeverPaid() throws IOException {
        try (RawServer server = RawServer.saying("HTTP/1.1 402 x\r\nContent-Length: 0\r\n\r\n")) {
            Fetched.Unavailable why = assertInstanceOf(Fetched.Unavailable.class, fetchHere(server));
            assertTrue(why.why().startsWith("UNEXPECTED_PAYWALL"), why::why);
        }
    }

    @Test
    void aHostWithoutAnAddressIsUnavailable() throws IOException {
        unavailable(fetch(
                PUBLIC,
                "https://cdn.xgen.world/a",
                host -> {
                    throw new UnknownHostException(host);
                },
                ".xgen.world"));
    }
}
