package dev.patron.planner;

import java.util.ArrayList;
import java.util.List;

/**
 * Text taken apart and made tidy, in any script: a sentence ends after a full-width stop at once, and after any other
 * stop where white space and no lower-case letter follows, so {@code e.g. this} and {@code 3.5} stay whole.
 */
final class Sentences {
    private static final String WIDE_STOPS = "。！？｡";
    private static final String STOPS = ".!?…؟۔।։።";
    private static final String CLOSERS = "\"'”’»)]」』）";

    private static final int MOST_STOPS = 16;

    private Sentences() {}

    /** At most {@code most} sentences, in order, none blank. */
    static List<String> of(String text, int most) {
        List<String> sentences = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length() && sentences.size() < most; i++) {
            int end = endAt(text, i);
            if (end > 0) {
                add(sentences, text.substring(start, end));
                start = end;
                i = end - 1;
            }
        }
        if (sentences.size() < most) {
            add(sentences, text.substring(start));
        }
        return sentences;
    }

    private static void add(List<String> sentences, String text) {
        String sentence = text.strip();
        if (sentence.codePoints().anyMatch(Character::isLetterOrDigit)) {
            sentences.add(sentence);
        }
    }

    /** The end of the sentence whose stop stands at {@code i}, or 0 where none ends there. */
    private static int endAt(String text, int i) {
        char c = text.charAt(i);
        boolean wide = WIDE_STOPS.indexOf(c) >= 0;
        if (!wide && STOPS.indexOf(c) < 0) {
            return 0;
        }
        int end = i + 1;
        while (end < text.length() && end - i < MOST_STOPS && isStopOrCloser(text.charAt(end))) {
            end++;
        }
        if (wide || end == text.length()) {
            return end;
        }
        int next = end;
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        return next > end && (next == text.length() || !Character.isLowerCase(text.codePointAt(next))) ? end : 0;
    }

    private static boolean isStopOrCloser(char c) {
        return WIDE_STOPS.indexOf(c) >= 0 || STOPS.indexOf(c) >= 0 || CLOSERS.indexOf(c) >= 0;
    }

    /** The text cut to so many characters, at a space where one is near, never inside a character. */
    static String clipped(String text, int most) {
        if (text.codePointCount(0, text.length()) <= most) {
            return text;
        }
        String cut = text.substring(0, text.offsetByCodePoints(0, most));
        int space = cut.lastIndexOf(' ');
        return (space > cut.length() * 3 / 4 ? cut.substring(0, space) : cut).strip() + "…";
    }

    /** The text as one line that begins with a capital and ends with a stop. */
    static String finished(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        if (line.isEmpty()) {
            return line;
        }
        int first = line.codePointAt(0);
        String capital = Character.toString(Character.toTitleCase(first)) + line.substring(Character.charCount(first));
        String open = capital.replaceFirst("[:;,–—-]+$", "").strip();
        boolean stopped = !open.isEmpty() && isStopOrCloser(open.charAt(open.length() - 1));
        return stopped ? open : open + stopFor(open);
    }

    private static String stopFor(String text) {
        return text.codePoints().anyMatch(c -> switch (Character.UnicodeScript.of(c)) {
                    case HAN, HIRAGANA, KATAKANA -> true;
                    default -> false;
                })
                ? "。"
                : ".";
    }
}
