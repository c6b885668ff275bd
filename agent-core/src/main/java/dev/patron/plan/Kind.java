package dev.patron.plan;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A kind of generation that can be bought. */
public enum Kind {
    IMAGE,
    VIDEO;

    /** The word for it in briefs, policies and output: {@code image}, {@code video}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Kind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
}
