package dev.patron.ledger;

import java.util.List;
import java.util.Map;

/** One member of an event's JSON object, as {@link EventType} declares it. */
record EventField(String name, Form form, Need need, String meaning) {
    private static final int HASH_DIGITS = 64;

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
                case COUNT, UNITS, MICROS -> value instanceof String text && isInteger(text);
                case DIGEST, COMMITMENT -> value instanceof String text && isHash(text);
                case TIME -> value instanceof String text && InstantText.isExact(text);
            };
        }

        /** Decimal digits without a zero before them, and perhaps a sign. */
        private static boolean isInteger(String text) {
            int first = text.startsWith("-") ? 1 : 0;
            if (text.length() == first || (text.charAt(first) == '0' && text.length() > 1)) {
                return false;
            }
            for (int i = first; i < text.length(); i++) {
                if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                    return false;
                }
            }
            return true;
        }

        private static boolean isHash(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                    return false;
                }
            }
            return text.length() == HASH_DIGITS;
        }
    }
}
