package dev.patron.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.Shop;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class WireTest {
    private static final Bounds BOUNDS = new Bounds(Duration.ofSeconds(5), 1_000, 2_000);
    private static final Bounds SHORT = new Bounds(Duration.ofMillis(300), 1_000_000, 2_000);

    private final Wire wire = new Wire();

    @AfterEach
    void close() {
        wire.close();
    }

    private Reply.Kind lost(RawServer server, Bounds bounds) {
        return assertInstanceOf(Reply.Lost.class, wire.exchange(WireRequest.get(server.uri("/secret?key=1")), bounds))
                .kind();
    }

    @Test
    void anAnswerArrivesWithItsHeadersAndBody() throws IOException {
        try (RawServer server =
                RawServer.saying("HTTP/1.1 202 Accepted\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 2\r\n\r\nhi")) {
            Reply.Received received = assertInstanceOf(
                    Reply.Received.class,
                    wire.exchange(
                            new WireRequest("POST", server.uri("/p"), List.of(Map.entry("X-Name", "v")), "ü"), BOUNDS));
            assertEquals(202, received.status());
            assertEquals(List.of("1", "2"), received.headers().allValues("X-a"));
            assertArrayEquals(Shop.utf8("hi"), received.body().bytes());
            String sent = server.requests().getFirst();
            assertTrue(sent.startsWith("POST /p HTTP/1.1\r\n"), sent);
            assertTrue(sent.contains("User-Agent: patron/0.1\r\n"), sent);
            assertTrue(sent.contains("Accept: application/json\r\n"), sent);
            assertTrue(sent.contains("X-Name: v\r\n"), sent);
            assertTrue(sent.endsWith("\r\n\r\nü"), sent);
            assertFalse(sent.contains("Upgrade"), sent);
        }
    }

    @Test
    void redirectsAreAnswersAndAreNotFollowed() throws IOException {
        try (RawServer server = RawServer.saying("HTTP/1.1 307 x\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n")) {
            Reply reply = wire.exchange(WireRequest.get(server.uri("/")), BOUNDS);
            assertEquals(307, assertInstanceOf(Reply.Received.class, reply).status());
            assertEquals(1, server.requests().size());
        }
    }

    @Test
    void cookiesAreNotKept() throws IOException {
        try (RawServer server = RawServer.saying(
                "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")) {
            wire.exchange(WireRequest.get(server.uri("/")), BOUNDS);
            wire.exchange(WireRequest.get(server.uri("/")), BOUNDS);
            assertFalse(server.requests().getLast().contains("Cookie"), server.requests()::toString);
        }
    }

    @Test
    void aBodyThatDripsIsCutAtTheDeadline() throws IOException {
        try (RawServer server = new RawServer(WireTest::drip)) {
            long start = System.nanoTime();
            assertEquals(Reply.Kind.TIMEOUT, lost(server, SHORT));
            assertTrue(Duration.ofNanos(System.nanoTime() - start).compareTo(Duration.ofSeconds(3)) < 0);
        }
    }

    private static void drip(OutputStream out) throws IOException {
        out.write(Shop.utf8("HTTP/1.1 402 x\r\nContent-Length: 100000\r\n\r\n"));
        for (int i = 0; i < 100_000; i++) {
            out.write('x');
            out.flush();
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Test
    void anEndlessBodyIsCutAtItsBound() throws IOException {
        try (RawServer server = new RawServer(out -> {
            out.write(Shop.utf8("HTTP/1.1 200 OK\r\n\r\n"));
            byte[] block = new byte[8_192];
            for (int i = 0; i < 100_000; i++) {
                out.write(block);
            }
        })) {
            assertEquals(Reply.Kind.TOO_LARGE, lost(server, BOUNDS));
        }
    }

    @Test
    void aBodyOfExactlyTheBoundIsWhole() throws IOException {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: ";
        try (RawServer whole = RawServer.saying(head + "1000\r\n\r\n" + "x".repeat(1_000));
                RawServer larger = RawServer.saying(head + "1001\r\n\r\n" + "x".repeat(1_001))) {
            assertInstanceOf(Reply.Received.class, wire.exchange(WireRequest.get(whole.uri("/")), BOUNDS));
            assertEquals(Reply.Kind.TOO_LARGE, lost(larger, BOUNDS));
        }
    }

    @Test
    void at049AHugeHeaderIsRefused() throws IOException {
        try (RawServer large = RawServer.saying(
                        "HTTP/1.1 402 x\r\nA: " + "x".repeat(3_000) + "\r\nContent-Length: 0\r\n\r\n");
                RawServer huge = RawServer.saying("HTTP/1.1 402 x\r\nA: " + "x".repeat(1_000_000) + "\r\n\r\n")) {
            assertEquals(Reply.Kind.TOO_LARGE, lost(large, BOUNDS));
            assertInstanceOf(Reply.Lost.class, wire.exchange(WireRequest.get(huge.uri("/")), BOUNDS));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "H",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
                "SSH-2.0-OpenSSH\r\n\r\n",
                "HTTP/1.1 abc\r\n\r\n"
            })
    void at091AnAnswerCutAnywhereIsLost(String answer) throws IOException {
        try (RawServer server = RawServer.saying(answer)) {
            Reply.Kind kind = lost(server, BOUNDS);
            assertTrue(kind == Reply.Kind.BROKEN || kind == Reply.Kind.MALFORMED, kind::toString);
        }
    }

    @Test
    void at090SilenceIsATimeout() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        try (RawServer server = new RawServer(out -> await(over))) {
            assertEquals(Reply.Kind.TIMEOUT, lost(server, SHORT));
        } finally {
            over.countDown();
        }
    }

    private static void await(CountDownLatch over) {
        try {
            assertTrue(over.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aClosedPortIsUnreachable() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        Reply reply = wire.exchange(WireRequest.get(URI.create("http://127.0.0.1:" + port + "/")), BOUNDS);
        assertEquals(
                Reply.Kind.UNREACHABLE,
                assertInstanceOf(Reply.Lost.class, reply).kind());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.xgen.world/v1",
                "http://127.0.0.1.evil.example/",
                "http://localhost.evil.example/",
                "http://127.1/",
                "ftp://127.0.0.1/",
                "https://user@api.xgen.world/",
                "/relative"
            })
    void at056PlainHttpIsForThisMachineOnly(String uri) {
        Reply reply = wire.exchange(WireRequest.get(URI.create(uri)), BOUNDS);
        assertEquals(
                Reply.Kind.FORBIDDEN, assertInstanceOf(Reply.Lost.class, reply).kind());
    }

    @Test
    void at056ABrokenHandshakeIsUnreachable() throws IOException {
        try (RawServer server = RawServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            URI uri = URI.create("https://127.0.0.1:" + server.port() + "/");
            assertInstanceOf(Reply.Lost.class, wire.exchange(WireRequest.postJson(uri, "{\"secret\":1}"), SHORT));
            assertTrue(server.requests().stream().noneMatch(request -> request.contains("secret")));
        }
    }

    @Test
    void aHeaderThatCannotBeSentIsRefused() {
        WireRequest request =
                new WireRequest("POST", URI.create("http://127.0.0.1:1/"), List.of(Map.entry("X", "a\r\nEvil: b")), "");
        Reply reply = wire.exchange(request, BOUNDS);
        assertEquals(
                Reply.Kind.FORBIDDEN, assertInstanceOf(Reply.Lost.class, reply).kind());
    }

    @Test
    void at120ErrorsNameTheHostAndNothingElseOfAnAddress() throws IOException {
        try (RawServer server = RawServer.saying("")) {
            Reply.Lost lost = assertInstanceOf(
                    Reply.Lost.class, wire.exchange(WireRequest.get(server.uri("/canary1?key=canary2")), BOUNDS));
            assertTrue(lost.detail().contains("127.0.0.1"), lost::detail);
            assertFalse(lost.detail().contains("canary"), lost::detail);
        }
    }
}
