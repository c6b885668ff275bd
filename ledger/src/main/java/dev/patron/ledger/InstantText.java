package dev.patron.ledger;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Reads and writes times in the one form in which {@link Instant#toString} writes them, {@code 2026-07-31T12:00:00.123456Z}, without the
 * general parser and formatter: a ledger of a million events holds tens of millions of times.
 */
final class InstantText {
    private static final String FORM = "dddd-dd-ddTdd:dd:dd";
    private static final int NANO_DIGITS = 9;
    private static final long DAY_SECONDS = 86_400;

    private InstantText() {}

    /**
     * Reads a time as {@link Instant#parse} does.
     *
     * @throws DateTimeException when the text is none
     */
    static Instant parse(String text) {
        return hasForm(text) ? read(text) : Instant.parse(text);
    }

    /** Whether a text is exactly what {@link Instant#toString} writes of some time. */
    static boolean isExact(String text) {
        try {
            boolean usual = hasForm(text);
            Instant time = usual ? read(text) : Instant.parse(text);
            return usual || time.toString().equals(text);
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** What {@link Instant#toString} writes. */
    static String write(Instant time) {
        long day = Math.floorDiv(time.getEpochSecond(), DAY_SECONDS);
        LocalDate date = LocalDate.ofEpochDay(day);
        int nanos = time.getNano();
        if (date.getYear() < 1000 || date.getYear() > 9999) {
            return time.toString();
        }
        int second = (int) Math.floorMod(time.getEpochSecond(), DAY_SECONDS);
        StringBuilder text = new StringBuilder(FORM.length() + 2 + NANO_DIGITS).append(date.getYear());
        two(text.append('-'), date.getMonthValue());
        two(text.append('-'), date.getDayOfMonth());
        two(text.append('T'), second / 3600);
        two(text.append(':'), second / 60 % 60);
        two(text.append(':'), second % 60);
        if (nanos > 0) {
            int digits = nanos % 1_000_000 == 0 ? 3 : nanos % 1000 == 0 ? 6 : NANO_DIGITS;
            text.append('.');
            for (int unit = 100_000_000, i = 0; i < digits; i++, unit /= 10) {
                text.append((char) ('0' + nanos / unit % 10));
            }
        }
        return text.append('Z').toString();
    }

    private static void two(StringBuilder text, int number) {
        text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    /** Whether it has the form of a year of four digits, with as few groups of three decimals as it needs. */
    private static boolean hasForm(String text) {
        int decimals = text.length() - FORM.length() - 2;
        if (decimals != -1 && decimals != 3 && decimals != 6 && decimals != NANO_DIGITS) {
            return false;
        }
        if (text.charAt(text.length() - 1) != 'Z') {
            return false;
        }
        for (int i = 0; i < FORM.length(); i++) {
            char wanted = FORM.charAt(i);
            if (wanted == 'd' ? !isDigit(text.charAt(i)) : text.charAt(i) != wanted) {
                return false;
            }
        }
        boolean inDay = number(text, 11, 13) < 24 && number(text, 14, 16) < 60 && number(text, 17, 19) < 60;
        return inDay && (decimals == -1 || isFraction(text));
    }

    /** Whether there are decimals, the last three of which are not all zero. */
    private static boolean isFraction(String text) {
        boolean needed = false;
        for (int i = FORM.length() + 1; i < text.length() - 1; i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
            needed |= i >= text.length() - 4 && text.charAt(i) != '0';
        }
        return text.charAt(FORM.length()) == '.' && needed;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static Instant read(String text) {
        long second = number(text, 11, 13) * 3600L + number(text, 14, 16) * 60L + number(text, 17, 19);
        LocalDate day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
        long nanos = number(text, FORM.length() + 1, text.length() - 1);
        for (int digits = text.length() - FORM.length() - 2; digits > 0 && digits < NANO_DIGITS; digits++) {
            nanos *= 10;
        }
        return Instant.ofEpochSecond(day.toEpochDay() * DAY_SECONDS + second, nanos);
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }
}
