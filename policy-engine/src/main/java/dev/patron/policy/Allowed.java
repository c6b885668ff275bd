package dev.patron.policy;

import java.util.Set;
import java.util.TreeSet;

/** A list of names that are allowed; an empty list allows none. */
public sealed interface Allowed {
    /** These names and no other. */
    record Only(Set<String> names) implements Allowed {
        public Only {
            names = Set.copyOf(names);
        }

        @Override
        public String toString() {
            return new TreeSet<>(names).toString();
        }
    }

    /** Every name; only ever the result of an explicit {@code any}. */
    record Any() implements Allowed {
        @Override
        public String toString() {
            return "any";
        }
    }

    default boolean allows(String name) {
        return switch (this) {
            case Only(Set<String> names) -> names.contains(name);
            case Any() -> true;
        };
    }
}
