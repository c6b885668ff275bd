package dev.patron.ledger;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What a database is made of, as H2 would write it down to make it again: tables and their columns, keys, checks, indexes,
 * sequences, views, triggers, functions, comments, users, rights and settings; each as one line of text.
 *
 * <p>No definition are passwords, how far a sequence has come, the names that H2 makes up for keys, and its statistics of
 * how unlike the values of a column are, which it writes beside the column once a table has grown.
 */
final class Definitions {
    private static final int SHOWN_CHARS_MOST = 300;
    private static final Pattern MADE_UP =
            Pattern.compile("\"PUBLIC\"\\.\"(?:CONSTRAINT|CONSTRAINT_INDEX|PRIMARY_KEY)_[0-9A-F_]+\" ");

    /** What H2 does by itself, which stands there once somebody wrote much in a hurry and put it back. */
    private static final String USUAL = "SET RETENTION_TIME 45000;";

    private static final Pattern COME_TO = Pattern.compile(" (?:START|RESTART) WITH -?[0-9]+");
    private static final Pattern STATISTICS = Pattern.compile(" SELECTIVITY [0-9]+");
    private static final Pattern TABLE = Pattern.compile("CREATE (?:CACHED|MEMORY) TABLE ");

    /** The keys of tables too: what keeps their rows apart is an index, and no statement of its own makes it. */
    private static final String INDEXES = "SELECT CONCAT('INDEX ON ', i.TABLE_NAME, ' ', i.INDEX_TYPE_NAME, ' ',"
            + " COALESCE(i.NULLS_DISTINCT, ''), ' (', LISTAGG(CONCAT(c.COLUMN_NAME, ' ', c.ORDERING_SPECIFICATION, ' ',"
            + " COALESCE(c.NULL_ORDERING, ''), ' ', c.IS_UNIQUE), ', ') WITHIN GROUP (ORDER BY c.ORDINAL_POSITION),"
            + " ')') AS line FROM INFORMATION_SCHEMA.INDEXES i JOIN INFORMATION_SCHEMA.INDEX_COLUMNS c"
            + " ON c.INDEX_SCHEMA = i.INDEX_SCHEMA AND c.INDEX_NAME = i.INDEX_NAME"
            + " GROUP BY i.INDEX_SCHEMA, i.INDEX_NAME, i.TABLE_NAME, i.INDEX_TYPE_NAME, i.NULLS_DISTINCT";

    private Definitions() {}

    /** What the steps of the schema make; they are run once in a process, in memory. */
    private static final class Made {
        static final List<String> LINES = lines();

        private static List<String> lines() {
            try (Connection memory = DriverManager.getConnection(
                    "jdbc:h2:mem:" + Database.OPTIONS + Database.DURABLE, Database.OWNER, "")) {
                Sql sql = new Sql(memory);
                Database.user(sql, "");
                Schema.migrate(sql, Schema.VERSION);
                Schema.grant(sql, Database.USER);
                return Definitions.lines(sql);
            } catch (SQLException e) {
                throw new IllegalStateException("the schema's steps do not make a database", e);
            }
        }
    }

    /** Says of each definition that a database lacks or has beside those that the steps of its schema make. */
    static void compare(Sql owner, Consumer<String> problem) throws SQLException {
        List<String> others = lines(owner);
        List<String> missing = new ArrayList<>(Made.LINES);
        missing.removeIf(others::remove);
        missing.forEach(line -> problem.accept("database: the definition `" + line + "` is missing"));
        others.forEach(line -> problem.accept(
                "database: the definition `" + Foreign.clip(line, SHOWN_CHARS_MOST) + "` is none of the schema's"));
    }

    /**
     * Says of each sequence that would give a number again.
     *
     * @param given the highest number that was taken from each, read before
     */
    static void sequences(Sql owner, Map<String, Long> given, Consumer<String> problem) throws SQLException {
        owner.each("SELECT SEQUENCE_NAME, BASE_VALUE FROM INFORMATION_SCHEMA.SEQUENCES", row -> {
            String name = row.text("SEQUENCE_NAME");
            long next = row.number("BASE_VALUE");
            if (next <= given.getOrDefault(name, 0L)) {
                problem.accept("database: the sequence `" + name + "` would give " + next + " next, and "
                        + given.get(name) + " was given");
            }
        });
    }

    private static List<String> lines(Sql owner) throws SQLException {
        List<String> lines = new ArrayList<>();
        owner.each("SCRIPT NODATA NOPASSWORDS", row -> {
            String statement = row.text("SCRIPT");
            if (TABLE.matcher(statement).lookingAt()) {
                columns(statement, lines);
            } else if (!statement.startsWith("--") && !statement.equals(USUAL)) {
                lines.add(definition(statement));
            }
        });
        owner.each(INDEXES, row -> lines.add(row.text("line")));
        return lines;
    }

    private static String definition(String statement) {
        String named = MADE_UP.matcher(statement).replaceAll("");
        return COME_TO.matcher(named).replaceAll("").replaceAll("\\s+", " ").strip();
    }

    /** A table's definition is one of each column, at its place; the last line only ends it. */
    private static void columns(String statement, List<String> lines) {
        String[] parts = TABLE.matcher(statement).replaceFirst("").split("\n", -1);
        String table = "TABLE " + parts[0].replaceAll("\\($", "");
        for (int i = 1; i < parts.length - 1; i++) {
            String column = STATISTICS.matcher(parts[i].strip()).replaceAll("");
            lines.add(String.format(Locale.ROOT, "%s %d: %s", table, i, column.replaceAll(",$", "")));
        }
    }
}
