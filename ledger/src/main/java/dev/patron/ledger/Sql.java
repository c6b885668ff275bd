package dev.patron.ledger;

import dev.patron.money.Usd;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One transaction's view of the database. Not shared between threads, and gone when its transaction ends. */
final class Sql {
    private final Connection connection;

    Sql(Connection connection) {
        this.connection = connection;
    }

    /** Reads one row. */
    @FunctionalInterface
    interface Mapper<T> {
        T map(Row row) throws SQLException;
    }

    /** The current row of a result, by column name. */
    static final class Row {
        private final ResultSet results;

        Row(ResultSet results) {
            this.results = results;
        }

        String text(String column) throws SQLException {
            String value = results.getString(column);
            if (value == null) {
                throw new SQLException("column " + column + " is null");
            }
            return value;
        }

        Optional<String> maybe(String column) throws SQLException {
            return Optional.ofNullable(results.getString(column));
        }

        long number(String column) throws SQLException {
            return results.getLong(column);
        }

        int small(String column) throws SQLException {
            return results.getInt(column);
        }

        boolean flag(String column) throws SQLException {
            return results.getBoolean(column);
        }

        Usd usd(String column) throws SQLException {
            return Usd.ofMicros(results.getLong(column));
        }

        Optional<Usd> maybeUsd(String column) throws SQLException {
            long value = results.getLong(column);
            return results.wasNull() ? Optional.empty() : Optional.of(Usd.ofMicros(value));
        }

        BigInteger units(String column) throws SQLException {
            BigDecimal value = results.getBigDecimal(column);
            return value == null ? BigInteger.ZERO : value.toBigIntegerExact();
        }

        Instant time(String column) throws SQLException {
            return results.getObject(column, OffsetDateTime.class).toInstant();
        }

        Optional<Instant> maybeTime(String column) throws SQLException {
            return Optional.ofNullable(results.getObject(column, OffsetDateTime.class))
                    .map(OffsetDateTime::toInstant);
        }

        /** A column by its place from 1, in the words of events: bytes as their SHA-256; null where it is null. */
        @Nullable
        String word(int place) throws SQLException {
            Object value = results.getObject(place);
            return switch (value) {
                case null -> null;
                case String text -> text;
                case OffsetDateTime time -> InstantText.write(time.toInstant());
                case BigDecimal units -> units.toPlainString();
                case byte[] bytes -> Digests.sha256(bytes);
                default -> value.toString();
            };
        }

        byte[] bytes(String column) throws SQLException {
            return results.getBytes(column);
        }
    }

    int update(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        }
    }

    /** An update that must change exactly one row. */
    void one(String sql, @Nullable Object... values) throws SQLException {
        int count = update(sql, values);
        if (count != 1) {
            throw new LedgerException(Fault.ILLEGAL, "expected to change one row, changed " + count + ": " + sql);
        }
    }

    <T> List<T> list(String sql, Mapper<T> mapper, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            List<T> rows = new ArrayList<>();
            try (ResultSet results = statement.executeQuery()) {
                Row row = new Row(results);
                while (results.next()) {
                    rows.add(mapper.map(row));
                }
            }
            return rows;
        }
    }

    /** Takes one row and keeps what it needs of it. */
    @FunctionalInterface
    interface Taker {
        void take(Row row) throws SQLException;
    }

    /** Hands over each row without keeping any. */
    void each(String sql, Taker taker, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (ResultSet results = statement.executeQuery()) {
                Row row = new Row(results);
                while (results.next()) {
                    taker.take(row);
                }
            }
        }
    }

    <T> Optional<T> first(String sql, Mapper<T> mapper, @Nullable Object... values) throws SQLException {
        List<T> rows = list(sql, mapper, values);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
    }

    long count(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (ResultSet results = statement.executeQuery()) {
                return results.next() ? results.getLong(1) : 0;
            }
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** To the microsecond, the finest the store keeps. */
    static Instant micros(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS);
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            switch (value) {
                case null -> statement.setObject(i + 1, null);
                case Instant time -> statement.setObject(i + 1, OffsetDateTime.ofInstant(micros(time), ZoneOffset.UTC));
                case Usd usd -> statement.setLong(i + 1, usd.micros());
                case BigInteger units -> statement.setBigDecimal(i + 1, new BigDecimal(units));
                case Enum<?> constant -> statement.setString(i + 1, constant.name());
                default -> statement.setObject(i + 1, value);
            }
        }
    }
}
