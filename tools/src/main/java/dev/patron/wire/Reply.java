package dev.patron.wire;

import java.net.http.HttpHeaders;

/** What became of one exchange. */
public sealed interface Reply {
    /** A whole answer arrived, within every bound. */
    record Received(int status, HttpHeaders headers, Body body) implements Reply {}

    /**
     * No whole answer arrived.
     *
     * @param detail for people; names the host at most, never a path or a query
     */
    record Lost(Kind kind, String detail) implements Reply {}

    /** Why an answer is missing. Only of the first two is it certain that the request never arrived. */
    enum Kind {
        /** The address may not be asked: plain HTTP beyond loopback, or not a web address. Nothing was sent. */
        FORBIDDEN,
        /** No connection came about. */
        UNREACHABLE,
        /** The deadline passed. */
        TIMEOUT,
        /** The connection broke before the answer was whole. */
        BROKEN,
        /** The answer is larger than allowed. */
        TOO_LARGE,
        /** The answer is not HTTP. */
        MALFORMED
    }
}
