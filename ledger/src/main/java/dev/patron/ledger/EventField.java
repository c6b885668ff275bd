package dev.patron.ledger;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** One member of an event's JSON object, as {@link EventType} declares it. */
record EventField(String name, Form form, Need need, String meaning) {
    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]*");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /** A member that every event of its type has. */
    static EventField has(String name, Form form, String meaning) {
        return new EventField(name, form, Need.ALWAYS, meaning);
    }

    /** A member that some events of its type have. */
    static EventField may(String name, Form form, String meaning) {
        return new EventField(name, form, Need.SOMETIMES, meaning);
    }

    /** Whether every event of the type has the member. */
    enum Need {
        ALWAYS,
        SOMETIMES
    }

    /** What a member's value looks like. */
    enum Form {
        TEXT("text"),
        WORD("one of a few words"),
        FLAG("`true` or `false`"),
        COUNT("integer"),
        UNITS("atomic units of the asset"),
        MICROS("micro-dollars"),
        TIME("ISO 8601, UTC"),
        ADDRESS("`0x` and 40 digits"),
        ACCOUNT("CAIP-10"),
        TOKEN("CAIP-19"),
        DIGEST("SHA-256 in hexadecimal"),
        COMMITMENT("commitment: SHA-256 in hexadecimal of something that is kept elsewhere"),
        OBJECT("object"),
        LIST("list of objects");

        private final String words;

        Form(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        /** Whether a value has this form. */
        boolean fits(Object value) {
            return switch (this) {
                case FLAG -> value instanceof Boolean;
                case OBJECT -> value instanceof Map<?, ?>;
                case LIST -> value instanceof List<?> list && list.stream().allMatch(item -> item instanceof Map<?, ?>);
                case TEXT, WORD, ADDRESS, ACCOUNT, TOKEN -> value instanceof String;
                case COUNT, UNITS, MICROS ->
                    value instanceof String text && INTEGER.matcher(text).matches();
                case DIGEST, COMMITMENT ->
                    value instanceof String text && HASH.matcher(text).matches();
                case TIME -> value instanceof String text && isTime(text);
            };
        }

        private static boolean isTime(String text) {
            try {
                return Instant.parse(text).toString().equals(text);
            } catch (DateTimeException e) {
                return false;
            }
        }
    }
}
