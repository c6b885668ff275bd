package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the database refuses to the user that the program works as. */
class PrivilegesTest {
    private static final int NOT_ENOUGH_RIGHTS = 90096;
    private static final int REFERRED_TO = 90106;
    private static final int ADMIN_RIGHTS_NEEDED = 90040;

    @TempDir
    Path folder;

    @Test
    void eventsAndPostingsCannotBeChanged() throws Exception {
        try (Bench bench = Bench.fresh(folder)) {
            bench.paid("shot-01", "0.05");
            long events = bench.rows("event");
            long postings = bench.rows("posting");
            try (Connection user = bench.connect(Bench.Login.USER);
                    Statement statement = user.createStatement()) {
                for (String table :
                        List.of("event", "posting", "decision", "proof", "signed_payment", "quote", "refund")) {
                    refused(statement, "UPDATE " + table + " SET " + column(table) + " = " + column(table));
                    refused(statement, "DELETE FROM " + table);
                    refused(statement, "TRUNCATE TABLE " + table);
                    refused(statement, "DROP TABLE " + table);
                    refused(statement, "ALTER TABLE " + table + " ADD COLUMN x INT");
                }
                refused(statement, "UPDATE event SET body = '{}'");
                refused(statement, "UPDATE posting SET units = 1");
                refused(statement, "MERGE INTO posting KEY (event, line) VALUES (1, 1, 'a', 'b', 'c', 1)");
                refused(statement, "UPDATE meta SET text = '99'");
                refused(statement, "DELETE FROM reservation");
                refused(statement, "DELETE FROM intent");
                refused(statement, "GRANT DELETE ON event TO PATRON");
                refused(statement, "CREATE USER other PASSWORD 'x'");
                refused(statement, "ALTER USER PATRON ADMIN TRUE");
            }
            assertEquals(events, bench.rows("event"));
            assertEquals(postings, bench.rows("posting"));
            assertEquals(List.of(), bench.ledger().verify().problems());
        }
    }

    private static String column(String table) {
        return switch (table) {
            case "event" -> "body";
            case "posting" -> "units";
            case "refund" -> "claim";
            default -> "intent";
        };
    }

    /** Refused for want of rights; other tables refer to events, which is asked first when they are truncated. */
    private static void refused(Statement statement, String sql) {
        SQLException refusal = assertThrows(SQLException.class, () -> statement.execute(sql), sql);
        List<Integer> expected = sql.equals("TRUNCATE TABLE event")
                ? List.of(REFERRED_TO)
                : List.of(NOT_ENOUGH_RIGHTS, ADMIN_RIGHTS_NEEDED);
        assertTrue(expected.contains(refusal.getErrorCode()), sql + ": " + refusal);
    }
}
