package dev.patron.store;

import dev.patron.delivery.Delivery;
import dev.patron.money.Usd;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Function;

/** Facts as text for people, the same in every locale and zone, and hostile text made harmless. */
final class Shown {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String MARKDOWN = "\\`*_{}[]()#+-.!|~>";

    private Shown() {}

    static String time(Instant at) {
        return MINUTE.format(at);
    }

    /** One line without control characters and without marks that turn the direction of what follows. */
    static String line(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().forEach(c -> line.appendCodePoint(isHarmless(c) ? c : ' '));
        return line.toString().replaceAll(" {2,}", " ").strip();
    }

    private static boolean isHarmless(int c) {
        boolean turns = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        boolean breaks = c == 0x2028 || c == 0x2029 || c == 0xFEFF;
        return !Character.isISOControl(c) && !turns && !breaks && Character.getType(c) != Character.SURROGATE;
    }

    /** For element text and quoted attributes of HTML. */
    static String html(String text) {
        return line(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** For running text and table cells of Markdown. */
    static String markdown(String text) {
        StringBuilder escaped = new StringBuilder();
        line(text).codePoints().forEach(c -> {
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '&' -> escaped.append("&amp;");
                default -> escaped.append(MARKDOWN.indexOf(c) >= 0 ? "\\" : "").appendCodePoint(c);
            }
        });
        return escaped.toString();
    }

    static String clipped(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most)).strip() + "…";
    }

    /** A long hexadecimal name by its two ends. */
    static String shortened(String hex) {
        return hex.length() <= 14 ? hex : hex.substring(0, 6) + "…" + hex.substring(hex.length() - 4);
    }

    /** What the shots account for, and what the totals hold beyond them. */
    static Usd sum(Delivery delivery, Function<Delivery.Cost, Usd> part) {
        return delivery.shots().stream().map(Delivery.Item::cost).map(part).reduce(Usd.ZERO, Usd::plus);
    }
}
