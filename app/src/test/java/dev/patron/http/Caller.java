package dev.patron.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * A client of the gateway over plain sockets, a connection for each request. It comes again after a refused or broken connection and after
 * 429, as a client should: quotes and payments may be repeated. Safe for any number of threads.
 */
final class Caller {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CONNECT_MILLIS = 5_000;
    private static final int READ_MILLIS = 60_000;
    private static final int TRIES_MOST = 400;
    private static final long PAUSE_MILLIS_MOST = 250;

    private final Supplier<URI> base;
    private final LongAdder again = new LongAdder();

    /** @param base where the gateway is now */
    Caller(Supplier<URI> base) {
        this.base = base;
    }

    /** What came back. */
    record Said(int status, JsonNode body) {
        String text(String member) {
            return body.path(member).asText();
        }
    }

    /** How often it came again. */
    long again() {
        return again.sum();
    }

    /** Asks until there is an answer other than 429. */
    Said post(String route, String key, String body) {
        IOException last = new IOException("nobody answered");
        for (int tried = 0; tried < TRIES_MOST; tried++) {
            try {
                Said said = once(route, key, body);
                if (said.status() != 429) {
                    return said;
                }
                last = new IOException(said.body().toString());
            } catch (IOException e) {
                last = e;
            }
            again.increment();
            pause(Math.min(PAUSE_MILLIS_MOST, 5L << Math.min(tried, 6)));
        }
        throw new IllegalStateException("not served after " + TRIES_MOST + " tries", last);
    }

    private Said once(String route, String key, String body) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request(route, key, body));
            String text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int end = text.indexOf("\r\n\r\n");
            if (end < 0 || !text.startsWith("HTTP/1.1 ")) {
                throw new IOException("cut off");
            }
            return new Said(Integer.parseInt(text.substring(9, 12)), JSON.readTree(text.substring(end)));
        }
    }

    Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), base.get().getPort()),
                CONNECT_MILLIS);
        socket.setSoTimeout(READ_MILLIS);
        return socket;
    }

    byte[] request(String route, String key, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head =
                "POST " + base.get().getPath() + "/" + route + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + (key.isEmpty() ? "" : "Authorization: Bearer " + key + "\r\n")
                        + "Content-Length: " + bytes.length + "\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.UTF_8);
    }

    static void pause(long millis) {
        try {
            Thread.sleep(Duration.ofMillis(millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static String invoice(String host, String id) {
        return "{\"invoiceId\":\"" + id
                + "\",\"amount\":0.05,\"payTo\":\"1ABC...xyz\",\"network\":\"sandbox\",\"providerUrl\":\"https://"
                + host + "\"}";
    }

    static String paying(String quote) {
        return "{\"quoteId\":\"" + quote + "\"}";
    }

    static String proving(String proof, String invoice) {
        return "{\"proof\":\"" + proof + "\",\"invoiceId\":\"" + invoice + "\"}";
    }
}
