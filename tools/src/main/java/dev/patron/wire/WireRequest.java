package dev.patron.wire;

import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * One HTTP request.
 *
 * @param method  {@code GET} or {@code POST}
 * @param headers names and values in order, beside the usual ones that {@link Wire} sends
 * @param body    sent as UTF-8; empty for none
 */
public record WireRequest(String method, URI uri, List<Map.Entry<String, String>> headers, String body) {
    public WireRequest {
        headers = List.copyOf(headers);
    }

    public static WireRequest get(URI uri) {
        return new WireRequest("GET", uri, List.of(), "");
    }

    /** A request that carries a JSON document. */
    public static WireRequest postJson(URI uri, String json) {
        return new WireRequest("POST", uri, List.of(Map.entry("Content-Type", "application/json")), json);
    }

    /** Method and host only: the rest may hold keys, signatures or a client's words. */
    @Override
    public String toString() {
        return method + " " + uri.getHost();
    }
}
