package dev.patron.ledger;

/** Text that others wrote, made fit to be recorded: bounded, and without halves of characters. */
final class Foreign {
    private Foreign() {}

    /**
     * The text's beginning, at most {@code charsMost} UTF-16 units of it, ended by an ellipsis where something was left
     * out. An unpaired surrogate, which canonical JSON cannot hold, becomes U+FFFD.
     */
    static String clip(String text, int charsMost) {
        if (text.length() <= charsMost && !hasSurrogates(text)) {
            return text;
        }
        StringBuilder out = new StringBuilder(Math.min(text.length(), charsMost));
        int at = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            at += Character.charCount(point);
            int kept = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xFFFD : point;
            boolean last = at == text.length();
            if (out.length() + Character.charCount(kept) > (last ? charsMost : charsMost - 1)) {
                return out.append('…').toString();
            }
            out.appendCodePoint(kept);
        }
        return out.toString();
    }

    private static boolean hasSurrogates(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }
}
