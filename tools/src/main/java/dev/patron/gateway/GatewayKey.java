package dev.patron.gateway;

import java.util.regex.Pattern;

/** The key that a remote gateway knows this agent by. It stands in no message, log or file. */
public final class GatewayKey {
    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{16,512}");

    private final String text;

    /**
     * @throws IllegalArgumentException when the text is no key; the message does not repeat it
     */
    public GatewayKey(String text) {
        String key = text.strip();
        if (!FORM.matcher(key).matches()) {
            throw new IllegalArgumentException("a gateway's key is 16 to 512 visible ASCII characters in one line");
        }
        this.text = key;
    }

    String bearer() {
        return "Bearer " + text;
    }

    boolean isIn(String words) {
        return words.contains(text);
    }

    /** The words, with the key taken out of them. */
    String withoutIt(String words) {
        return words.replace(text, "[key]");
    }

    @Override
    public String toString() {
        return "a gateway's key";
    }
}
