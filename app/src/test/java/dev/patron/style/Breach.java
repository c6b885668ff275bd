package dev.patron.style;

import java.util.Locale;

/**
 * One place where a source breaks a rule.
 *
 * @param rule the rule's name, as {@code docs/EXCEPTIONS.md} writes it
 * @param where the file, or the file with {@code #} and the method or type
 * @param message what was measured, and the limit
 */
record Breach(Rule rule, String where, String message) {

    /** The rules of the source text; their names in lower case with hyphens stand in the list of exceptions. */
    enum Rule {
        FILE_LENGTH,
        METHOD_LENGTH,
        PARAMETERS,
        TYPE_NAME,
        FLOATING_POINT,
        UNFINISHED,
        SYNTAX;

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Override
    public String toString() {
        return rule.label() + ": " + where + ": " + message;
    }
}
