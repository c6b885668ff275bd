package dev.patron.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.patron.sandbox.Answer.Manner;
import dev.patron.sandbox.Routes.Asked;
import dev.patron.sandbox.Routes.Paid;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server: reads a request, has it answered, makes durable what the answer depends on, sends it.
 *
 * <p>Only requests that name a loopback host are answered, so no page of another site can reach it by a name of its
 * own. Every answer carries {@code X-Simulated: true}.
 */
final class Door implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    private static final int CAUSES_MAX = 20;
    private static final int BODY_BYTES_MAX = 1 << 20;
    private static final int DRIPS_MAX = 6_000;
    private static final long DRIP_MILLIS = 100;
    private static final int ENDLESS_BLOCKS_MAX = 4_096;
    private static final int ENDLESS_BLOCK_BYTES = 1 << 16;
    private static final Pattern LOOPBACK = Pattern.compile("(?:127\\.0\\.0\\.1|localhost|\\[::1])(?::[0-9]{1,5})?");

    private final HttpServer server;
    private final ExecutorService threads;
    private final SandboxLog log;
    private final Routes routes;
    private final AtomicReference<String> trouble = new AtomicReference<>("");

    private Door(HttpServer server, SandboxLog log, Routes routes) {
        this.server = server;
        this.threads = Executors.newVirtualThreadPerTaskExecutor();
        this.log = log;
        this.routes = routes;
    }

    static Door open(int port, SandboxLog log, Routes routes) {
        // Without it every small answer waits some 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 128);
            Door door = new Door(server, log, routes);
            server.setExecutor(door.threads);
            server.createContext("/", door::handle);
            server.start();
            return door;
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot listen on port `" + port + "` of 127.0.0.1", broken);
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        Answer answer;
        try {
            answer = answer(exchange);
            log.sync();
        } catch (RuntimeException broken) {
            tell(broken);
            answer = Answer.error(500, "internal_error", "the sandbox itself failed: " + broken.getMessage());
        }
        try {
            send(exchange, answer);
        } catch (IOException _) {
            // The client has gone; there is nobody to tell.
        } finally {
            exchange.close();
        }
    }

    /** Warns when it fails in another way than the last time, so that a full disk is one line; the log has them all. */
    private void tell(RuntimeException broken) {
        Throwable first = broken;
        for (int deep = 0; deep < CAUSES_MAX && first.getCause() != null; deep++) {
            first = first.getCause();
        }
        String words = String.valueOf(first.getMessage());
        if (!words.equals(trouble.getAndSet(words))) {
            LOG.warn("the sandbox failed: {}", words);
        }
        LOG.info("the sandbox failed", broken);
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        String host = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host"))
                .orElse("");
        if (!LOOPBACK.matcher(host).matches()) {
            return Answer.error(403, "forbidden", "the sandbox answers only to loopback names");
        }
        byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
        if (body.length > BODY_BYTES_MAX) {
            return Answer.error(413, "too_large", "a request holds at most " + BODY_BYTES_MAX + " bytes");
        }
        Paid paid = new Paid(header(exchange, "PAYMENT-SIGNATURE"), header(exchange, "X-402-Proof"));
        return routes.answer(new Asked(
                exchange.getRequestMethod(), exchange.getRequestURI().getPath(), "http://" + host, paid, body));
    }

    private static String header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        if (answer.manner() == Manner.CUT) {
            return;
        }
        exchange.getResponseHeaders().add("X-Simulated", "true");
        answer.headers().forEach(header -> exchange.getResponseHeaders().add(header.name(), header.value()));
        byte[] body = answer.body();
        boolean sized = answer.manner() == Manner.WHOLE || answer.manner() == Manner.HALF;
        exchange.sendResponseHeaders(answer.status(), sized ? (body.length == 0 ? -1 : body.length) : 0);
        if (sized && body.length == 0) {
            return;
        }
        OutputStream out = exchange.getResponseBody();
        switch (answer.manner()) {
            case HALF -> {
                out.write(body, 0, body.length / 2);
                out.flush();
            }
            case DRIP -> drip(out, body);
            case ENDLESS -> endless(out, body);
            default -> out.write(body);
        }
    }

    private static void drip(OutputStream out, byte[] body) throws IOException {
        try {
            for (int drip = 0; drip < DRIPS_MAX; drip++) {
                out.write(' ');
                out.flush();
                Thread.sleep(DRIP_MILLIS);
            }
            out.write(body);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void endless(OutputStream out, byte[] body) throws IOException {
        out.write(body);
        byte[] filling = new byte[ENDLESS_BLOCK_BYTES];
        Arrays.fill(filling, (byte) ' ');
        for (int block = 0; block < ENDLESS_BLOCKS_MAX; block++) {
            out.write(filling);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
