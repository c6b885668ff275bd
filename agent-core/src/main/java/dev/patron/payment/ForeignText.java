package dev.patron.payment;

import java.util.regex.Pattern;

/**
 * Words that came from outside, made fit to be shown: one line, bounded, without control characters, terminal
 * sequences or invisible marks that reorder text.
 *
 * <p>What is left is still data. It may say anything and decides nothing.
 */
public final class ForeignText {
    /** How many characters of foreign text are shown unless said otherwise. */
    public static final int CHARS_MOST = 200;

    private static final int READ_MOST = 4_096;
    private static final Pattern TERMINAL =
            Pattern.compile("\\x1b\\[[0-?]{0,64}[ -/]{0,8}[@-~]?|\\x1b\\][^\\x07\\x1b]{0,512}(\\x07|\\x1b\\\\)?");

    private ForeignText() {}

    /** The text in at most {@link #CHARS_MOST} characters. */
    public static String plain(String text) {
        return plain(text, CHARS_MOST);
    }

    /** The text in at most {@code charsMost} characters, an ellipsis among them where it was cut. */
    public static String plain(String text, int charsMost) {
        String head = text.length() <= READ_MOST ? text : text.substring(0, READ_MOST);
        StringBuilder shown = new StringBuilder();
        boolean cut = head.length() < text.length();
        String visible = TERMINAL.matcher(head).replaceAll("");
        for (int i = 0; i < visible.length(); ) {
            int point = visible.codePointAt(i);
            i += Character.charCount(point);
            if (isBlank(point)) {
                appendSpace(shown);
            } else if (isShown(point)) {
                shown.appendCodePoint(point);
            }
            if (shown.length() > charsMost) {
                cut = true;
                break;
            }
        }
        String line = shown.toString().strip();
        return cut || line.length() > charsMost ? clipped(line, charsMost) : line;
    }

    private static String clipped(String line, int charsMost) {
        int end = Math.min(line.length(), Math.max(0, charsMost - 1));
        if (end > 0 && Character.isHighSurrogate(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(0, end) + "…";
    }

    private static void appendSpace(StringBuilder shown) {
        if (!shown.isEmpty() && shown.charAt(shown.length() - 1) != ' ') {
            shown.append(' ');
        }
    }

    private static boolean isBlank(int point) {
        return Character.isWhitespace(point) || Character.isSpaceChar(point);
    }

    private static boolean isShown(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
