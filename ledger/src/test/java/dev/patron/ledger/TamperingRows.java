package dev.patron.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;

/** One change to one row of a closed ledger's database, made as its owner with its constraints switched off. */
final class TamperingRows {
    private static final long BESIDE = 100_000;

    private final Path folder;
    private final Random random;

    TamperingRows(Path folder, Random random) {
        this.folder = folder;
        this.random = random;
    }

    /** A row: its number, and name, type and text of each column. */
    private record Cells(long id, List<String> names, List<Integer> types, List<String> texts) {
        String key(int columns) {
            return String.join(" ", texts.subList(0, columns));
        }
    }

    /** Empty when the database itself refuses the change, or it would change nothing. */
    Optional<Tampering.Change> make() throws IOException, SQLException {
        try (Connection owner = Tampered.connect(folder);
                Statement statement = owner.createStatement()) {
            statement.execute("SET REFERENTIAL_INTEGRITY FALSE");
            List<String> tables = Tampered.tables(owner);
            String table = tables.get(random.nextInt(tables.size()));
            Optional<Cells> chosen = cells(statement, table, "ORDER BY RAND(" + random.nextInt() + ")");
            if (chosen.isEmpty()) {
                return Optional.empty();
            }
            Cells cells = chosen.get();
            int way = random.nextInt(4);
            String sql =
                    switch (way) {
                        case 0 -> "DELETE FROM " + table + " WHERE _ROWID_ = " + cells.id();
                        case 1 -> inserted(table, cells);
                        default -> updated(table, cells);
                    };
            try {
                if (statement.executeUpdate(sql) == 0) {
                    return Optional.empty();
                }
            } catch (SQLException refused) {
                return Optional.empty();
            }
            Cells named =
                    way == 1 ? cells(statement, table, "ORDER BY _ROWID_ DESC").orElseThrow() : cells;
            return Optional.of(new Tampering.Change(sql, places(table, named)));
        }
    }

    private Optional<Cells> cells(Statement statement, String table, String order) throws SQLException {
        String columns = Tables.SHAPES.stream()
                .filter(shape -> shape.table().equals(table))
                .findFirst()
                .map(shape -> String.join(", ", shape.columns()))
                .orElse("t.*");
        try (ResultSet results = statement.executeQuery(
                "SELECT _ROWID_, " + columns + " FROM " + table + " t " + order + " FETCH FIRST ROW ONLY")) {
            if (!results.next()) {
                return Optional.empty();
            }
            List<String> names = new ArrayList<>();
            List<Integer> types = new ArrayList<>();
            List<String> texts = new ArrayList<>();
            Sql.Row row = new Sql.Row(results);
            for (int i = 2; i <= results.getMetaData().getColumnCount(); i++) {
                names.add(results.getMetaData().getColumnName(i).toLowerCase(Locale.ROOT));
                types.add(results.getMetaData().getColumnType(i));
                texts.add(Objects.requireNonNullElse(row.word(i), ""));
            }
            return Optional.of(new Cells(results.getLong(1), names, types, texts));
        }
    }

    private String updated(String table, Cells cells) {
        int column = random.nextInt(cells.names().size());
        String name = cells.names().get(column);
        String other = other(name, cells.types().get(column));
        return "UPDATE " + table + " SET " + name + " = " + other + " WHERE _ROWID_ = " + cells.id() + " AND " + name
                + " IS DISTINCT FROM " + other;
    }

    /** Another value than a column holds, as SQL. */
    private String other(String column, int type) {
        String filled = "COALESCE(" + column + ", ";
        return switch (type) {
            case Types.BOOLEAN -> "NOT " + column;
            case Types.BIGINT, Types.INTEGER, Types.NUMERIC ->
                filled + "0) " + (random.nextBoolean() ? "+ " : "- ") + (1 + random.nextInt(3));
            case Types.TIMESTAMP_WITH_TIMEZONE ->
                "DATEADD(SECOND, " + (random.nextInt(2000) - 1000) + ", " + filled
                        + "TIMESTAMP WITH TIME ZONE '2026-01-01 00:00:00Z'))";
            case Types.VARBINARY, Types.BINARY -> column + " || X'00'";
            default ->
                random.nextBoolean()
                        ? "CONCAT(" + filled + "''), 'x')"
                        : "CONCAT('" + (char) ('a' + random.nextInt(26)) + "', SUBSTRING(" + filled + "'') FROM 2))";
        };
    }

    /** The row once more with another key: a number is moved far up, the first text that can be its key is turned round. */
    private String inserted(String table, Cells cells) {
        List<String> values = new ArrayList<>();
        int key = random.nextInt(Math.min(2, cells.names().size()));
        for (int i = 0; i < cells.names().size(); i++) {
            String name = cells.names().get(i);
            boolean isNumber =
                    cells.types().get(i) == Types.BIGINT || cells.types().get(i) == Types.INTEGER;
            values.add(
                    i == key
                            ? (isNumber ? name + " + " + BESIDE : "CONCAT(SUBSTRING(" + name + " FROM 2), 'f')")
                            : name);
        }
        return "INSERT INTO " + table + " (" + String.join(", ", cells.names()) + ") SELECT "
                + String.join(", ", values) + " FROM " + table + " WHERE _ROWID_ = " + cells.id();
    }

    /** Of a table that events tell, the very row; of the others what stands for it. */
    private static List<String> places(String table, Cells cells) {
        List<String> places = new ArrayList<>();
        for (Tables.Shape shape : Tables.SHAPES) {
            if (shape.table().equals(table)) {
                places.add("table `" + table + "`, row `" + cells.key(shape.keys()) + "`");
            }
        }
        String first = cells.texts().getFirst();
        switch (table) {
            case "run_step" ->
                places.add("table `run_step` lacks step " + cells.texts().get(1) + " of run " + first + ",");
            case "event" -> places.addAll(List.of("event " + first + " ", "event " + first + ":"));
            case "leaf" ->
                places.addAll(
                        List.of("place " + first + " ", "event " + cells.texts().get(1) + " ", "places "));
            case "meta" -> places.addAll(List.of("table `meta`", "log", "ledger", "version"));
            case "log_head" -> places.add("log");
            default -> {}
        }
        return places;
    }
}
