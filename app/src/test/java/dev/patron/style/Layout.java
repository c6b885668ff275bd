package dev.patron.style;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.JavaFormatterOptions.Style;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

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

    /** What is wrong with the file's layout; empty when it is as it should be. */
    static Optional<String> problem(Path source) {
        String text = House.text(source);
        try {
            return of(text).equals(text) ? Optional.empty() : Optional.of(House.name(source));
        } catch (IllegalArgumentException e) {
            return Optional.of(House.name(source) + ": " + e.getMessage());
        }
    }

    /** Rewrites the file where it is not as it should be; one that the formatter cannot read stays as it is. */
    static void correct(Path source) {
        if (problem(source).filter(House.name(source)::equals).isPresent()) {
            try {
                Files.writeString(source, of(House.text(source)));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write `" + source + "`", e);
            }
        }
    }
}
