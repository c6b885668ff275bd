package dev.patron.paywall;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** An answer as it is sent, and sent again. */
@SuppressWarnings("ArrayRecordComponent") // written and read, never compared
record KeptAnswer(int status, Map<String, List<String>> headers, byte[] body) {
    private static final int REFUSALS = 400;

    /** Whether the client got what it paid for: what is no such answer leaves the invoice unserved. */
    boolean isService() {
        return status >= 200 && status < REFUSALS;
    }

    void send(HttpExchange exchange) throws IOException {
        Headers out = exchange.getResponseHeaders();
        headers.forEach((name, values) -> values.forEach(value -> out.add(name, value)));
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }
}
