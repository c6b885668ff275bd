package dev.patron.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line of JSON for each request: which door, who by the id of their key, what came of it. Nothing that a client wrote is in it. */
public final class AccessLog {
    /** The name of its logger. */
    public static final String NAME = "dev.patron.http.access";

    private static final Logger LOG = LoggerFactory.getLogger(NAME);

    private AccessLog() {}

    /**
     * @param at     when it came
     * @param caller the id of a key, or an address; never a key
     */
    record Line(Instant at, String method, String route, String caller, int status, String code, Duration took) {}

    static void write(Line line) {
        if (!LOG.isInfoEnabled()) {
            return;
        }
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("time", line.at().truncatedTo(ChronoUnit.MILLIS).toString());
        node.put("method", line.method().matches("[A-Z]{1,10}") ? line.method() : "other");
        node.put("route", line.route());
        node.put("caller", line.caller());
        node.put("status", line.status());
        node.put("code", line.code());
        node.put("millis", line.took().toMillis());
        LOG.info("{}", node);
    }
}
