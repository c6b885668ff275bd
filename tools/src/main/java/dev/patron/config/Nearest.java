package dev.patron.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The word somebody probably meant: the one with the fewest edits, if that is at most a third of its letters. */
final class Nearest {
    private static final int MOST_LETTERS = 64;

    private Nearest() {}

    static Optional<String> to(String written, Collection<String> real) {
        if (written.length() > MOST_LETTERS) {
            return Optional.empty();
        }
        return real.stream()
                .filter(word -> edits(written, word) <= Math.max(2, word.length() / 3))
                .min(Comparator.comparingInt((String word) -> edits(written, word))
                        .thenComparing(word -> word));
    }

    /** Insertions, deletions and substitutions between two words (Levenshtein). */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int substituted = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
