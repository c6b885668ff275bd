package dev.patron.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * While it is open, a ledger's database reuses at once the space of what it replaced, and writes with the barrier alone:
 * a ledger that is written without a pause would need fifty kilobytes of disk for each event otherwise.
 */
final class Hurry implements AutoCloseable {
    private final Connection owner;

    Hurry(Path folder) {
        try {
            this.owner = DriverManager.getConnection(
                    "jdbc:h2:file:" + folder.toAbsolutePath().resolve("ledger"),
                    "PATRON_OWNER",
                    Files.readAllLines(folder.resolve("access")).getFirst());
            set("SET RETENTION_TIME 0");
            set("SET WRITE_DELAY 1000");
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("the database does not open a second time", e);
        }
    }

    private void set(String setting) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            statement.execute(setting);
        }
    }

    @Override
    public void close() {
        try {
            set("SET RETENTION_TIME 45000");
            set("SET WRITE_DELAY 0");
            owner.close();
        } catch (SQLException e) {
            throw new IllegalStateException("the database's settings were not put back", e);
        }
    }
}
