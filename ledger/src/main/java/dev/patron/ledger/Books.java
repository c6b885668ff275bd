package dev.patron.ledger;

import java.math.BigInteger;
import java.sql.SQLException;

/**
 * Double-entry postings. Each names the account that money leaves and the one it reaches, so it balances by
 * construction; balances are kept beside them and can be recounted from them.
 */
final class Books {
    static final String TREASURY = "treasury";
    static final String RESERVED = "reserved";
    static final String SUSPENSE = "suspense";
    static final String OPENING = "equity/opening";
    static final String FUNDING = "equity/funding";
    static final String LOSSES = "losses";
    static final String FEES = "fees";

    private Books() {}

    static String expense(String provider) {
        return "expense/" + provider;
    }

    static String claims(String provider) {
        return "claims/" + provider;
    }

    /** One line of an event's entry. */
    record Line(long event, int number, String token) {}

    /** Moves money; a line of zero units writes nothing. */
    static void post(Sql sql, Line line, String source, String destination, BigInteger units) throws SQLException {
        if (units.signum() == 0) {
            return;
        }
        sql.one(
                "INSERT INTO posting (event, line, source, destination, token, units) VALUES (?, ?, ?, ?, ?, ?)",
                line.event(),
                line.number(),
                source,
                destination,
                line.token(),
                units);
        add(sql, source, line.token(), units.negate());
        add(sql, destination, line.token(), units);
    }

    static BigInteger balance(Sql sql, String account, String token) throws SQLException {
        return sql.first(
                        "SELECT balance FROM account WHERE id = ? AND token = ?",
                        row -> row.units("balance"),
                        account,
                        token)
                .orElse(BigInteger.ZERO);
    }

    private static void add(Sql sql, String account, String token, BigInteger units) throws SQLException {
        int changed = sql.update(
                "UPDATE account SET balance = balance + ? WHERE id = ? AND token = ?", units, account, token);
        if (changed == 0) {
            sql.one("INSERT INTO account (id, token, balance) VALUES (?, ?, ?)", account, token, units);
        }
    }
}
