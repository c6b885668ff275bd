package dev.patron.plan;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a brief prefers where several models would do. */
public enum Quality {
    FAST,
    BEST;

    /** The word for it in briefs and catalogues: {@code fast}, {@code best}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Quality> of(String word) {
        return Arrays.stream(values())
                .filter(quality -> quality.word().equals(word))
                .findFirst();
    }
}
