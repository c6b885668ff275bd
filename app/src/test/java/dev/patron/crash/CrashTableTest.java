package dev.patron.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patron.ledger.DurablePoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of durable points in {@code docs/CRASHES.md} has exactly the points of the code, in their order. */
class CrashTableTest {
    private static final Pattern ROW = Pattern.compile("\\| `([A-Z_]+)` \\| [^|]+ \\| [^|]+ \\|");

    @Test
    void everyPointHasItsRow() throws IOException {
        Path table = Path.of(System.getProperty("patron.home", "..")).resolve("docs/CRASHES.md");
        try (Stream<String> lines = Files.lines(table)) {
            List<String> rows = lines.map(ROW::matcher)
                    .filter(Matcher::matches)
                    .map(row -> row.group(1))
                    .toList();
            assertEquals(Arrays.stream(DurablePoint.values()).map(Enum::name).toList(), rows);
        }
    }
}
