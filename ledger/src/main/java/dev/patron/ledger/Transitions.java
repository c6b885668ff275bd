package dev.patron.ledger;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Follows every intent's payment track through the events, in the order of their numbers, and refuses a step that no
 * payment may take. The table of steps is written out here and nowhere else. Holds one word an intent; one thread.
 */
public final class Transitions {
    /** Which events may follow which on one intent's payment track; nothing follows what is dead. */
    private static final Map<String, Set<String>> LEGAL = Map.of(
            "", Set.of("INTENT"),
            "INTENT", Set.of("QUOTED", "ABANDONED", "UNCHARGED", "UNKNOWN"),
            "QUOTED", Set.of("DENIED", "RESERVED", "ABANDONED", "UNCHARGED", "UNKNOWN"),
            "RESERVED", Set.of("AUTHORIZED", "VOIDED", "UNKNOWN"),
            "AUTHORIZED", Set.of("UNKNOWN"),
            "UNKNOWN", Set.of("UNKNOWN", "SETTLED", "EXPIRED", "CANCELLED"),
            "SETTLED", Set.of("SETTLED", "REVERSED", "UNKNOWN"),
            "REVERSED", Set.of("UNKNOWN", "SETTLED", "EXPIRED", "CANCELLED"),
            "IDLE", Set.of("QUOTED", "ABANDONED", "UNCHARGED", "UNKNOWN"));

    private final Map<String, String> states = new HashMap<>();

    /** Takes the next event of an intent; what is wrong with it, empty when nothing is. */
    public Optional<String> walk(String intent, Map<String, Object> body) {
        String was = states.getOrDefault(intent, "");
        String now = next(body, was);
        if (now.isEmpty()) {
            return was.isEmpty() ? Optional.of("intent " + intent + " was not opened before") : Optional.empty();
        }
        String row =
                switch (was) {
                    case "DENIED", "VOIDED", "ABANDONED", "UNCHARGED" -> "IDLE";
                    default -> was;
                };
        states.put(intent, now);
        return !LEGAL.getOrDefault(row, Set.of()).contains(now)
                ? Optional.of("intent " + intent + " cannot go from `" + was + "` to `" + now + "`")
                : Optional.empty();
    }

    /** Where each intent has come to. */
    public Map<String, String> states() {
        return Collections.unmodifiableMap(states);
    }

    /** The payment state that an event leads to; empty for events that do not move it. */
    private static String next(Map<String, Object> body, String was) {
        return switch (String.valueOf(body.get("type"))) {
            case "intended" -> "INTENT";
            case "quoted" -> "QUOTED";
            case "reserved" -> "RESERVED";
            case "authorized" -> "AUTHORIZED";
            case "voided" -> "VOIDED";
            case "left" -> String.valueOf(body.get("to"));
            case "recovered" -> "UNKNOWN";
            case "proved" -> String.valueOf(body.get("kind"));
            case "decided", "refused" -> was.equals("QUOTED") && "DENY".equals(body.get("outcome")) ? "DENIED" : "";
            case "answered" -> was.equals("AUTHORIZED") ? "UNKNOWN" : "";
            default -> "";
        };
    }
}
