package dev.patron.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The gateway on 127.0.0.1 and, where the machine has it, ::1, of one port. Each request has a virtual thread.
 *
 * <p>Bounds that the JDK's server keeps by itself are system properties of the process ({@link #bounds}).
 */
public final class GatewayServer implements AutoCloseable {
    /** How long requests that were begun are waited for when the door closes. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(15);

    private static final int BACKLOG = 128;
    private static final byte[] V4 = {127, 0, 0, 1};
    private static final byte[] V6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private final List<HttpServer> servers;
    private final ExecutorService threads;

    private GatewayServer(List<HttpServer> servers, ExecutorService threads) {
        this.servers = servers;
        this.threads = threads;
    }

    /** Says that the port is somebody else's. */
    public static final class BusyException extends IOException {
        BusyException(int port, Throwable cause) {
            super("port " + port + " is taken by another process; stop it, or give another with --port", cause);
        }
    }

    /**
     * Sets what the JDK's server reads once: slow clients are cut off, connections and headers are bounded. Must be called before the first
     * server of the process is made.
     */
    public static void bounds() {
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "10");
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
     * @param publicKeys the JWK set of proofs, where providers can check them
     */
    public record Manners(Shapes shapes, Optional<String> publicKeys) {}

    /**
     * Opens the door.
     *
     * @param port 0 for any that is free
     * @throws BusyException when the port is taken
     */
    public static GatewayServer open(Gateway gateway, Manners manners, int port, InstantSource clock)
            throws IOException {
        GatewayHandler handler = new GatewayHandler(
                gateway, manners.shapes(), manners.publicKeys().map(GatewayServer::parsed), clock);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        List<HttpServer> servers = new ArrayList<>();
        try {
            servers.add(bind(V4, port));
            int same = servers.getFirst().getAddress().getPort();
            sixth(same).ifPresent(servers::add);
        } catch (BindException e) {
            servers.forEach(server -> server.stop(0));
            threads.shutdown();
            throw new BusyException(port, e);
        }
        for (HttpServer server : servers) {
            server.setExecutor(threads);
            server.createContext("/", handler);
            server.start();
        }
        return new GatewayServer(List.copyOf(servers), threads);
    }

    private static HttpServer bind(byte[] address, int port) throws IOException {
        return HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(address), port), BACKLOG);
    }

    /** The same port of ::1; empty where the machine has no such address. */
    private static Optional<HttpServer> sixth(int port) throws IOException {
        try {
            return Optional.of(bind(V6, port));
        } catch (BindException e) {
            if (String.valueOf(e.getMessage()).contains("in use")) {
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
