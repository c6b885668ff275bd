package dev.patron.style;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.JavaFormatterOptions.Style;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The one layout of the source: palantir-java-format. */
final class Layout {
    private static final Formatter FORMATTER = Formatter.createFormatter(
            JavaFormatterOptions.builder().style(Style.PALANTIR).build());

    private Layout() {}

    /** The text as it should be. Throws {@link IllegalArgumentException} when it is no Java. */
    static String of(String text) {
        try {
            return FORMATTER.formatSourceAndFixImports(text);
        } catch (FormatterException e) {
            String hint = String.valueOf(e.getMessage()).contains("expected token: '_'")
                    ? "; the formatter does not know a bare `_` in a record pattern: write `var _`"
                    : "";
            throw new IllegalArgumentException("cannot lay out the source: " + e.getMessage() + hint, e);
        }
    }

    private static String of(Path source, String text) {
        try {
            return of(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("`" + House.name(source) + "`: " + e.getMessage(), e);
        }
    }

    /** Whether the file already is as it should be. */
    static boolean isRight(Path source) {
        String text = House.text(source);
        return of(source, text).equals(text);
    }

    /** Rewrites the file where it is not as it should be. */
    static void correct(Path source) {
        String text = House.text(source);
        String right = of(source, text);
        if (!right.equals(text)) {
            try {
                Files.writeString(source, right);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write `" + source + "`", e);
            }
        }
    }
}
