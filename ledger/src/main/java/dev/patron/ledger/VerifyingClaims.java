package dev.patron.ledger;

import java.math.BigInteger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Holds what is owed in the books against the claims that are open, and refunds against what came in. */
final class VerifyingClaims {
    private VerifyingClaims() {}

    /**
     * @param named the events that name the refund of a claim
     */
    static List<String> problems(Sql sql, List<Long> named) throws SQLException {
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
        problems.addAll(refunds(sql, named));
        return problems;
    }

    private record Refund(String claim, String state, boolean byHand, boolean later, boolean came, boolean fits) {}

    /** A transfer closed a claim only if it came in, from who was paid, in full, after the payment. */
    private static List<String> refunds(Sql sql, List<Long> named) throws SQLException {
        List<Refund> found = sql.list(
                "SELECT r.claim, COALESCE(c.state, 'missing') AS state, CASE WHEN e.type = 'refund_seen' THEN TRUE"
                    + " ELSE FALSE END AS by_hand, CASE WHEN r.event > c.event THEN TRUE ELSE FALSE END AS later, CASE"
                    + " WHEN m.kind = 'funding' THEN TRUE ELSE FALSE END AS came, CASE WHEN EXISTS (SELECT 1 FROM"
                    + " proof p JOIN intent i ON i.id = p.intent WHERE p.intent = c.intent AND p.kind = 'SETTLED' AND"
                    + " p.final AND p.payee = m.counterparty AND p.block_number < m.block_number AND i.authorizer ="
                    + " m.wallet) AND m.units = c.units AND r.token = c.token THEN TRUE ELSE FALSE END AS fits FROM"
                    + " refund r LEFT JOIN claim c ON c.id = r.claim LEFT JOIN event e ON e.seq = r.event LEFT JOIN"
                    + " movement m ON m.token = r.token AND m.tx = r.tx AND m.log_index = r.log_index ORDER BY"
                    + " r.claim",
                row -> new Refund(
                        "C" + row.number("claim"),
                        row.text("state"),
                        row.flag("by_hand"),
                        row.flag("later"),
                        row.flag("came"),
                        row.flag("fits")));
        List<String> problems = new ArrayList<>();
        for (Refund refund : found) {
            if (!refund.came() || !(refund.byHand() || refund.fits())) {
                problems.add("claim " + refund.claim() + " was matched with a transfer that did not pay it back");
            }
            if (refund.later() && !refund.state().matches("REFUNDED|WITHDRAWN")) {
                problems.add("claim " + refund.claim() + " was paid back and stands at " + refund.state());
            }
        }
        for (long event : named) {
            if (sql.count("SELECT COUNT(*) FROM refund WHERE event = ?", event) == 0) {
                problems.add("event " + event + " names a refund that no row holds");
            }
        }
        return problems;
    }

    private static Map.Entry<String, BigInteger> line(Sql.Row row) throws SQLException {
        return Map.entry(row.text("account") + " of " + row.text("token"), row.units("units"));
    }
}
