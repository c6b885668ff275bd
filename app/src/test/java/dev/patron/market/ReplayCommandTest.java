package dev.patron.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.app.Bench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ledger replay} says so when a decision is not what was recorded of it; beside a run it is asked in {@link SwitchTest}. */
class ReplayCommandTest {
    @Test
    void aChangedDecisionIsNamedAndEndsWithFive(@TempDir Path folder) throws Exception {
        try (Bench bench = new Bench(folder)) {
            assertEquals(0, bench.buy("run", bench.brief("apples", 1)).exit());
            String sound = bench.patron("ledger", "replay").out();
            assertTrue(sound.startsWith("same: 2 decisions made again, 0 different, 0 of an earlier"), sound);
            change(
                    bench.data().resolve("ledger"),
                    "UPDATE event SET body = REPLACE(body, '\"spent_micros\":\"0\"', '\"spent_micros\":\"7\"'),"
                            + " hash = LOWER(RAWTOHEX(HASH('SHA256', STRINGTOUTF8(REPLACE(body,"
                            + " '\"spent_micros\":\"0\"', '\"spent_micros\":\"7\"')))))"
                            + " WHERE seq = (SELECT MAX(seq) FROM event WHERE type = 'decided')");
            Bench.Ran changed = bench.patron("ledger", "replay");
            assertEquals(5, changed.exit(), changed.out());
            assertTrue(changed.out().contains("(decided): decided again, it differs in `findings`"), changed.out());
            assertTrue(changed.out().contains("\ndifferent: 2 decisions made again, 1 different"), changed.out());
        }
    }

    private static void change(Path ledger, String sql) throws Exception {
        String password = Files.readAllLines(ledger.resolve("access")).getFirst();
        try (Connection owner = DriverManager.getConnection(
                        "jdbc:h2:file:" + ledger.toAbsolutePath().resolve("ledger"), "PATRON_OWNER", password);
                var statement = owner.createStatement()) {
            assertEquals(1, statement.executeUpdate(sql));
        }
    }
}
