package dev.patron.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What an event must hold: checked when it is written and when it is verified, and told in {@code docs/EVENTS.md}. */
public final class EventSchema {
    /** The schema's version, which every event carries. */
    static final String VERSION = "1";

    private static final Set<String> ENVELOPE = Set.of("v", "seq", "type", "ledger", "at", "run", "intent");

    private EventSchema() {}

    /** How completely an event must be filled in. */
    enum Strictness {
        /** Every member that its type asks for. */
        WHOLE,
        /** An event of an earlier version, which may lack members and may have others. */
        EARLIER
    }

    /** What is wrong with an event's members; empty when nothing is. */
    static Optional<String> problem(Map<String, Object> body, Strictness strictness) {
        Optional<EventType> type = EventType.named(String.valueOf(body.get("type")));
        if (type.isEmpty()) {
            return Optional.of("`" + body.get("type") + "` is no type of event");
        }
        if (strictness == Strictness.EARLIER) {
            return Optional.empty();
        }
        if (!type.get().whose().fits(body.containsKey("run"), body.containsKey("intent"))) {
            return Optional.of("it is to be about " + type.get().whose().words());
        }
        Map<String, EventField> fields = type.get().fields();
        for (EventField field : fields.values()) {
            Object value = body.get(field.name());
            if (value == null && field.need() == EventField.Need.ALWAYS) {
                return Optional.of("it lacks `" + field.name() + "`");
            }
            if (value != null && !field.form().fits(value)) {
                return Optional.of(
                        "`" + field.name() + "` is not " + field.form().words());
            }
        }
        return body.keySet().stream()
                .filter(key -> !ENVELOPE.contains(key) && !fields.containsKey(key))
                .sorted()
                .findFirst()
                .map(key -> "its type has no `" + key + "`");
    }

    /** The tables of {@code docs/EVENTS.md}: one section a type, in the order in which they are declared. */
    public static String tables() {
        StringBuilder page = new StringBuilder();
        for (EventType type : EventType.values()) {
            page.append("### `").append(type.word()).append("`\n\n");
            String meaning = type.meaning();
            page.append(Character.toUpperCase(meaning.charAt(0)))
                    .append(meaning, 1, meaning.length())
                    .append(". It is about ")
                    .append(type.whose().words())
                    .append(".\n\n| Field | Form | Meaning |\n|---|---|---|\n");
            for (EventField field : type.fields().values()) {
                List<String> cells = new ArrayList<>(List.of("`" + field.name() + "`"));
                cells.add((field.need() == EventField.Need.ALWAYS ? "" : "optional; ")
                        + field.form().words());
                cells.add(field.meaning());
                page.append("| ").append(String.join(" | ", cells)).append(" |\n");
            }
            page.append('\n');
        }
        return page.toString();
    }
}
