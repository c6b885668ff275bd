package dev.patron.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What goes back over the wire, and how: an HTTP answer with a manner of sending it. */
@SuppressWarnings("ArrayRecordComponent") // made once, sent once, never compared
record Answer(int status, List<Header> headers, byte[] body, Manner manner) {
    /** One header line; the same name may come twice. */
    record Header(String name, String value) {}

    /** How the bytes are sent. */
    enum Manner {
        /** Head and body, as it should be. */
        WHOLE,
        /** Nothing: the connection is closed. */
        CUT,
        /** The head and the first half of the body, then the connection is closed. */
        HALF,
        /** The head at once, then blanks, ten a second for ten minutes, and the body at the end. */
        DRIP,
        /** The head, the body, and then filling without an end, up to 256 MiB. */
        ENDLESS
    }

    static Answer json(int status, JsonNode body) {
        return new Answer(
                status,
                List.of(new Header("Content-Type", "application/json; charset=utf-8")),
                Json.bytes(body),
                Manner.WHOLE);
    }

    /** An error as the XGEN reference spells it. */
    static Answer error(int status, String code, String message) {
        return json(status, Json.object().put("error", code).put("message", message));
    }

    static Answer bytes(String type, byte[] body) {
        return new Answer(200, List.of(new Header("Content-Type", type)), body, Manner.WHOLE);
    }

    static Answer cut() {
        return new Answer(500, List.of(), new byte[0], Manner.CUT);
    }

    static Answer redirect(String location) {
        return new Answer(307, List.of(new Header("Location", location)), new byte[0], Manner.WHOLE);
    }

    Answer with(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Answer(status, List.copyOf(more), body, manner);
    }

    Answer sent(Manner wanted) {
        return new Answer(status, headers, body, wanted);
    }
}
