package dev.patron.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line of JSON for each request: which door, who by the id of their key, what came of it. Nothing that a client wrote is in it. */
final class AccessLog {
    private static final Logger LOG = LoggerFactory.getLogger("dev.patron.http.access");

    private AccessLog() {}

    /** @param caller the id of a key, or an address; never a key */
    record Line(String method, String route, String caller, int status, String code, Duration took) {}

    static void write(Line line) {
        if (!LOG.isInfoEnabled()) {
            return;
        }
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("method", line.method().matches("[A-Z]{1,10}") ? line.method() : "other");
        node.put("route", line.route());
        node.put("caller", line.caller());
        node.put("status", line.status());
        node.put("code", line.code());
        node.put("millis", line.took().toMillis());
        LOG.info("{}", node);
    }
}
