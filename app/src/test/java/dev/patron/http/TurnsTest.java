package dev.patron.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client that does not read is cut off; an answer that takes long to make is not. */
@Timeout(300)
class TurnsTest {
    private static final InetAddress V4 = InetAddress.ofLiteral("127.0.0.1");
    private static final Duration PATIENCE = Duration.ofMillis(700);
    private static final int LARGE = 64 * 1024 * 1024;
    private static final long WITHIN_SECONDS = 240;
    private static final String REQUEST = "GET /%s HTTP/1.1\r\nHost: localhost\r\n%s\r\n";

    @TempDir
    static Path folder;

    private final AtomicInteger broken = new AtomicInteger();
    private final AtomicInteger interrupted = new AtomicInteger();
    private Turns turns;

    @BeforeEach
    void open() {
        turns = new Turns(PATIENCE);
    }

    @AfterEach
    void close() {
        turns.close();
    }

    private HttpServer serving(HttpServer server) {
        server.setExecutor(turns);
        server.createContext("/", this::serve);
        server.start();
        return server;
    }

    private void serve(HttpExchange exchange) throws IOException {
        Turns.work();
        boolean large = exchange.getRequestURI().getPath().equals("/large");
        if (!large) {
            Caller.pause(PATIENCE.multipliedBy(3).toMillis());
        }
        byte[] bytes = new byte[large ? LARGE : 2];
        Turns.await();
        try (exchange) {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            broken.incrementAndGet();
            throw e;
        } finally {
            Turns.work();
            interrupted.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
        }
    }

    /** Writes until nobody takes it any more; whether that ends with the connection. */
    static boolean isCutOffUnread(Socket socket, String request) throws Exception {
        byte[] many = request.repeat(1_000).getBytes(StandardCharsets.US_ASCII);
        CountDownLatch ended = new CountDownLatch(1);
        Thread writer = Thread.ofVirtual().start(() -> {
            try {
                while (!socket.isClosed()) {
                    socket.getOutputStream().write(many);
                }
            } catch (IOException e) {
                ended.countDown();
            }
        });
        boolean cut = ended.await(WITHIN_SECONDS, TimeUnit.SECONDS);
        socket.close();
        writer.join();
        return cut;
    }

    @Test
    void whoDoesNotReadIsCutOff() throws Exception {
        HttpServer server = serving(HttpServer.create(new InetSocketAddress(V4, 0), 0));
        try (Socket socket = new Socket(V4, server.getAddress().getPort())) {
            assertTrue(isCutOffUnread(socket, REQUEST.formatted("large", "")));
        } finally {
            server.stop(0);
        }
        turns.close();
        assertEquals(1, broken.get());
        assertEquals(0, interrupted.get(), "what follows is not interrupted");
    }

    @Test
    void whoDoesNotReadIsCutOffOverTls() throws Exception {
        Certificates own = new Certificates(folder, "EC");
        SSLContext context =
                Tls.read(own.settings(Certificates.NAME), System.err::println).context();
        HttpsServer safe = HttpsServer.create(new InetSocketAddress(V4, 0), 0);
        safe.setHttpsConfigurator(new HttpsConfigurator(context));
        HttpServer server = serving(safe);
        try (Socket socket = own.trusting()
                .getSocketFactory()
                .createSocket(V4, server.getAddress().getPort())) {
            assertTrue(isCutOffUnread(socket, REQUEST.formatted("large", "")));
        } finally {
            server.stop(0);
        }
        turns.close();
        assertEquals(1, broken.get());
    }

    @Test
    void anAnswerThatTakesLongIsNot() throws Exception {
        HttpServer server = serving(HttpServer.create(new InetSocketAddress(V4, 0), 0));
        try (Socket socket = new Socket(V4, server.getAddress().getPort())) {
            socket.getOutputStream()
                    .write(REQUEST.formatted("slow", "Connection: close\r\n").getBytes(StandardCharsets.US_ASCII));
            String said = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(said.startsWith("HTTP/1.1 200 OK"), said);
        } finally {
            server.stop(0);
        }
    }
}
