package dev.patron.evm;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Which block of a network counts as final for releasing money. */
public enum Finality {
    FINALIZED,
    SAFE,
    LATEST;

    /** The JSON-RPC block tag, and the word in the catalogue. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Finality> of(String tag) {
        return Arrays.stream(values())
                .filter(finality -> finality.tag().equals(tag))
                .findFirst();
    }
}
