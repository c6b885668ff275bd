package dev.patron.ledger;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * What no verification with a database can do without: it is opened, and each cell of each row is read once, in one view of
 * it and in the words that events are compared with. Nothing is checked.
 */
public final class DatabaseReading {
    private DatabaseReading() {}

    /** {@code LEDGER}: the folder that the database lies in. */
    public static void main(String[] arguments) {
        try (Database database = Database.open(Path.of(arguments[0]), new SecureRandom(), new SimpleMeterRegistry())) {
            long[] read = {0, 0};
            database.view(sql -> {
                for (Tables.Shape shape : Tables.SHAPES) {
                    int columns = shape.columns().size();
                    sql.each("SELECT " + String.join(", ", shape.columns()) + " FROM " + shape.table(), row -> {
                        read[0]++;
                        for (int i = 1; i <= columns; i++) {
                            read[1] += row.word(i) == null ? 0 : 1;
                        }
                    });
                }
                sql.each("SELECT place, event FROM leaf", row -> read[1] += row.number("place") + row.number("event"));
                sql.each("SELECT * FROM event ORDER BY seq", row -> {
                    read[0]++;
                    read[1] += LedgerReader.eventRow(row).body().length()
                            + row.text("hash").length();
                });
                return true;
            });
            System.out.println(read[0] + " rows " + read[1]);
        }
    }
}
