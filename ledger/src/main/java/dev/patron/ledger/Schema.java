package dev.patron.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;

/**
 * The numbered steps that make the database, and who may do what to it.
 *
 * <p>A step is never changed once released; a new version adds one. A newer database is refused.
 */
final class Schema {
    /** The version this code writes. */
    static final int VERSION = 7;

    private static final List<String> APPEND_ONLY = List.of(
            "event",
            "leaf",
            "policy",
            "posting",
            "token",
            "run_step",
            "shot",
            "quote",
            "decision",
            "signed_payment",
            "attempt",
            "proof",
            "stored_asset",
            "refund",
            "invoice",
            "account_nonce",
            "account_transaction",
            "network_fee");
    private static final List<String> CHANGING = List.of(
            "run",
            "shot_attempt",
            "intent",
            "reservation",
            "generation",
            "claim",
            "anchor",
            "bucket",
            "account",
            "wallet",
            "log_head",
            "api_key");
    private static final List<String> REMOVABLE = List.of("live_shot", "frozen", "movement", "account_open");
    private static final List<String> VIEWS = List.of("quotes", "decisions", "payments", "proofs", "meta");

    private Schema() {}

    /**
     * The version that a database has; 0 for a new one.
     *
     * @throws LedgerException with {@link Fault#NEWER} where that is beyond {@code target}
     */
    static int found(Sql sql, int target) throws SQLException {
        sql.execute("CREATE TABLE IF NOT EXISTS meta (name VARCHAR(40) PRIMARY KEY, text VARCHAR(400) NOT NULL)");
        int found = sql.first("SELECT text FROM meta WHERE name = 'schema'", row -> row.text("text"))
                .map(Schema::version)
                .orElse(0);
        if (found > target) {
            throw new LedgerException(
                    Fault.NEWER,
                    "the ledger has version " + found + " and this Patron knows version " + target
                            + "; use the newer Patron that wrote it");
        }
        return found;
    }

    /** Runs the steps that a database lacks up to {@code target}. A stop in between leaves it half-way. */
    static void migrate(Sql sql, int target) throws SQLException {
        for (int version = found(sql, target) + 1; version <= target; version++) {
            for (String statement : statements(version)) {
                sql.execute(statement);
            }
            String text = Integer.toString(version);
            if (sql.update("UPDATE meta SET text = ? WHERE name = 'schema'", text) == 0) {
                sql.one("INSERT INTO meta (name, text) VALUES ('schema', ?)", text);
            }
        }
    }

    private static int version(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new LedgerException(
                    Fault.INTEGRITY,
                    "the ledger's database says that its version is `" + text
                            + "`; nothing is spent until it is put back, or `patron ledger rebuild` makes it again",
                    e);
        }
    }

    /** Gives the application's user reading and appending, and no way to change or remove what is recorded. */
    static void grant(Sql sql, String user) throws SQLException {
        for (String table : APPEND_ONLY) {
            sql.execute("GRANT SELECT, INSERT ON " + table + " TO " + user);
        }
        for (String table : CHANGING) {
            sql.execute("GRANT SELECT, INSERT, UPDATE ON " + table + " TO " + user);
        }
        for (String table : REMOVABLE) {
            sql.execute("GRANT SELECT, INSERT, DELETE ON " + table + " TO " + user);
        }
        for (String view : VIEWS) {
            sql.execute("GRANT SELECT ON " + view + " TO " + user);
        }
    }

    private static List<String> statements(int version) {
        try (InputStream in = Schema.class.getResourceAsStream("schema/" + version + ".sql")) {
            if (in == null) {
                throw new IllegalStateException("schema step " + version + " is not in this build");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String code = text.lines().filter(line -> !line.startsWith("--")).reduce("", (a, b) -> a + b + "\n");
            return List.of(code.split(";\n")).stream()
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("schema step " + version + " cannot be read", e);
        }
    }
}
