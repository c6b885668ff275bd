package dev.patron.books;

/** Anybody's text made harmless for what reads it. */
final class Tame {
    /** What spreadsheets begin a formula with, also in full width. */
    private static final String FORMULA = "=+-@＝＋－＠";

    private static final String PLAIN = " .,_/#()'-";
    private static final int ASCII_CHARS_MOST = 400;

    private Tame() {}

    /** One line without characters that act instead of being seen: controls, and marks that turn direction. */
    static String line(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().forEach(c -> line.appendCodePoint(isSeen(c) ? c : ' '));
        return line.toString().strip();
    }

    private static boolean isSeen(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** A cell of CSV: what looks like a formula gets an apostrophe before it, and quotes where they are needed. */
    static String cell(String text) {
        String line = line(text);
        String safe = !line.isEmpty() && FORMULA.indexOf(line.charAt(0)) >= 0 ? "'" + line : line;
        boolean quoted = safe.indexOf(',') >= 0 || safe.indexOf('"') >= 0 || safe.indexOf(';') >= 0;
        return quoted ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
    }

    /** For comments and quoted strings of plain text accounting: letters, digits and a few marks, the rest left out. */
    static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().limit(ASCII_CHARS_MOST).forEach(c -> {
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            plain.append(letter || PLAIN.indexOf(c) >= 0 ? (char) c : ' ');
        });
        return plain.toString().replaceAll(" {2,}", " ").strip();
    }
}
