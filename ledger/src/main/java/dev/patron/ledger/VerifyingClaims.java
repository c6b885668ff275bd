package dev.patron.ledger;

import java.math.BigInteger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Holds what is owed in the books against the claims that are open. */
final class VerifyingClaims {
    private VerifyingClaims() {}

    static List<String> problems(Sql sql) throws SQLException {
        Map<String, BigInteger> open = new TreeMap<>();
        sql.list(
                        "SELECT CASE WHEN intent IS NULL THEN 'suspense' ELSE 'claims/' || provider END AS account,"
                                + " token, units FROM claim WHERE state = 'OPEN'",
                        VerifyingClaims::line)
                .forEach(line -> open.merge(line.getKey(), line.getValue(), BigInteger::add));
        Map<String, BigInteger> booked = new TreeMap<>();
        sql.list(
                        "SELECT id AS account, token, balance AS units FROM account"
                                + " WHERE id LIKE 'claims/%' OR id = 'suspense'",
                        VerifyingClaims::line)
                .forEach(line -> booked.put(line.getKey(), line.getValue()));
        Set<String> accounts = new HashSet<>(open.keySet());
        accounts.addAll(booked.keySet());
        List<String> problems = new ArrayList<>();
        for (String account : accounts.stream().sorted().toList()) {
            BigInteger owed = open.getOrDefault(account, BigInteger.ZERO);
            BigInteger balance = booked.getOrDefault(account, BigInteger.ZERO);
            if (!owed.equals(balance)) {
                problems.add("account " + account + " stands at " + balance + " and the open claims sum to " + owed);
            }
        }
        return problems;
    }

    private static Map.Entry<String, BigInteger> line(Sql.Row row) throws SQLException {
        return Map.entry(row.text("account") + " of " + row.text("token"), row.units("units"));
    }
}
