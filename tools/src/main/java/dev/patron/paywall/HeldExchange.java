package dev.patron.paywall;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;

/** An exchange whose request was read and whose answer is held back until it is kept. Used by one thread. */
final class HeldExchange extends HttpExchange {
    private static final int NOT_YET = -1;

    private final HttpExchange outer;
    private final Headers headers = new Headers();
    private final Bounded held;
    private InputStream in;
    private OutputStream out;
    private int status = NOT_YET;

    HeldExchange(HttpExchange outer, byte[] body, int answerBytesMost) {
        this.outer = outer;
        this.in = new ByteArrayInputStream(body);
        this.held = new Bounded(answerBytesMost);
        this.out = held;
    }

    /** Keeps the first bytes and knows whether there were more. */
    private static final class Bounded extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int most;
        private boolean over;

        private Bounded(int most) {
            this.most = most;
        }

        @Override
        public void write(int unit) {
            write(new byte[] {(byte) unit}, 0, 1);
        }

        @Override
        public void write(byte[] more, int from, int length) {
            over |= bytes.size() + length > most;
            if (!over) {
                bytes.write(more, from, length);
            }
        }
    }

    boolean isAnswered() {
        return status != NOT_YET;
    }

    boolean isTooLarge() {
        return held.over;
    }

    KeptAnswer answer() {
        return new KeptAnswer(status, headers, held.bytes.toByteArray());
    }

    @Override
    public Headers getRequestHeaders() {
        return outer.getRequestHeaders();
    }

    @Override
    public Headers getResponseHeaders() {
        return headers;
    }

    @Override
    public URI getRequestURI() {
        return outer.getRequestURI();
    }

    @Override
    public String getRequestMethod() {
        return outer.getRequestMethod();
    }

    @Override
    public HttpContext getHttpContext() {
        return outer.getHttpContext();
    }

    /** Ends the answer; what is sent is sent by the filter. */
    @Override
    public void close() {
        // The outer exchange is closed by who opened it.
    }

    @Override
    public InputStream getRequestBody() {
        return in;
    }

    @Override
    public OutputStream getResponseBody() {
        return out;
    }

    @Override
    public void sendResponseHeaders(int code, long length) throws IOException {
        if (isAnswered()) {
            throw new IOException("headers already sent");
        }
        status = code;
    }

    @Override
    public InetSocketAddress getRemoteAddress() {
        return outer.getRemoteAddress();
    }

    @Override
    public int getResponseCode() {
        return status;
    }

    @Override
    public InetSocketAddress getLocalAddress() {
        return outer.getLocalAddress();
    }

    @Override
    public String getProtocol() {
        return outer.getProtocol();
    }

    @Override
    public Object getAttribute(String name) {
        return outer.getAttribute(name);
    }

    @Override
    public void setAttribute(String name, Object value) {
        outer.setAttribute(name, value);
    }

    @Override
    public void setStreams(InputStream wantedIn, OutputStream wantedOut) {
        in = wantedIn == null ? in : wantedIn;
        out = wantedOut == null ? out : wantedOut;
    }

    @Override
    public HttpPrincipal getPrincipal() {
        return outer.getPrincipal();
    }
}
