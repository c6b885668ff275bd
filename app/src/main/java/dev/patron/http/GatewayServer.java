package dev.patron.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.patron.config.Shapes;
import dev.patron.invoice.Gateway;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLParameters;

/**
 * The gateway behind its {@link Door}. Each request has a virtual thread; so has each TLS handshake.
 *
 * <p>Bounds that the JDK's server keeps by itself are system properties of the process ({@link #bounds}).
 */
public final class GatewayServer implements AutoCloseable {
    /** How long requests that were begun are waited for when the door closes. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(15);

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int BACKLOG = 128;
    private static final byte[] V4 = {127, 0, 0, 1};
    private static final byte[] V6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private final List<HttpServer> servers;
    private final Turns threads;

    private GatewayServer(List<HttpServer> servers, Turns threads) {
        this.servers = servers;
        this.threads = threads;
    }

    /** Says that the port is somebody else's. */
    public static final class BusyException extends IOException {
        BusyException(int port, Throwable cause) {
            super(
                    "port " + port + " is taken by another process; stop it, or name another under `gateway.port`",
                    cause);
        }
    }

    /**
     * Sets what the JDK's server reads once: slow requests are cut off, connections and headers are bounded. Must be called before the first
     * server of the process is made. How long an answer takes is no bound of the process: the control door's may take hours ({@link Turns}).
     */
    public static void bounds() {
        bounds(PATIENCE);
    }

    /** @param asking how long a client may take to send a request, its handshake included: whole seconds */
    static void bounds(Duration asking) {
        System.setProperty("sun.net.httpserver.maxReqTime", Long.toString(asking.toSeconds()));
        System.setProperty("sun.net.httpserver.idleInterval", "30");
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxReqHeaders", "64");
        System.setProperty("sun.net.httpserver.maxReqHeaderSize", "16384");
        System.setProperty("jdk.httpserver.maxConnections", Integer.toString(Room.PLACES));
    }

    /**
     * How the gateway speaks.
     *
     * @param shapes     which bodies it reads
     * @param publicKeys the JWK set of proofs
     */
    public record Manners(Shapes shapes, String publicKeys) {}

    /**
     * Opens the door.
     *
     * @throws BusyException when the port is taken
     */
    public static GatewayServer open(Gateway gateway, Manners manners, Door door, InstantSource clock)
            throws IOException {
        GatewayHandler handler = new GatewayHandler(
                gateway,
                new GatewayHandler.Manners(manners.shapes(), parsed(manners.publicKeys()), door.names()),
                clock);
        Turns threads = new Turns(PATIENCE);
        List<HttpServer> servers = new ArrayList<>();
        try {
            servers.add(bind(door, door.address().orElse(InetAddress.getByAddress(V4)), door.port()));
            if (door.address().isEmpty()) {
                int same = servers.getFirst().getAddress().getPort();
                sixth(door, same).ifPresent(servers::add);
            }
        } catch (BindException e) {
            servers.forEach(server -> server.stop(0));
            threads.close();
            throw isTaken(e)
                    ? new BusyException(door.port(), e)
                    : new IOException(door.said() + ": " + e.getMessage(), e);
        }
        for (HttpServer server : servers) {
            server.setExecutor(threads);
            server.createContext("/", handler);
            server.start();
        }
        return new GatewayServer(List.copyOf(servers), threads);
    }

    private static HttpServer bind(Door door, InetAddress address, int port) throws IOException {
        InetSocketAddress place = new InetSocketAddress(address, port);
        if (door.tls().isEmpty()) {
            return HttpServer.create(place, BACKLOG);
        }
        HttpsServer server = HttpsServer.create(place, BACKLOG);
        server.setHttpsConfigurator(new Modern(door.tls().get()));
        return server;
    }

    /** TLS 1.3 and 1.2, and nothing before them. */
    private static final class Modern extends HttpsConfigurator {
        private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

        Modern(Tls tls) {
            super(tls.context());
        }

        @Override
        public void configure(HttpsParameters connection) {
            SSLParameters parameters = getSSLContext().getDefaultSSLParameters();
            parameters.setProtocols(VERSIONS);
            connection.setSSLParameters(parameters);
        }
    }

    private static boolean isTaken(BindException e) {
        return String.valueOf(e.getMessage()).contains("in use");
    }

    /** The same port of ::1; empty where the machine has no such address. */
    private static Optional<HttpServer> sixth(Door door, int port) throws IOException {
        try {
            return Optional.of(bind(door, InetAddress.getByAddress(V6), port));
        } catch (BindException e) {
            if (isTaken(e)) {
                throw e;
            }
            return Optional.empty();
        } catch (java.net.SocketException e) {
            return Optional.empty();
        }
    }

    private static ObjectNode parsed(String keys) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(keys);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the keys are no JWK set", e);
        }
    }

    public int port() {
        return servers.getFirst().getAddress().getPort();
    }

    /** Takes no more requests, and waits for those that were begun. */
    @Override
    public void close() {
        servers.stream()
                .map(server -> Thread.ofVirtual().start(() -> server.stop((int) LAST_WORDS.toSeconds())))
                .toList()
                .forEach(GatewayServer::join);
        threads.close();
    }

    private static void join(Thread stopping) {
        try {
            stopping.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
